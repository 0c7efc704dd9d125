import type { AppModel, CondaDependencies, Requirement } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import { planFrameRequirements } from './frame-requirements.ts';
import { CONDA_PYTHON, type WorkerRuntime } from './image-options.ts';

/** Raised when the same inputs are to give another lock. */
const LOCK_VERSION = 2;

/** What a dependency set is resolved from, as texts. */
export interface DependencyInputs {
  /** What the worker needs, one requirement a line; of libraries of frames, those of the signatures. */
  readonly worker: readonly string[];
  readonly app: readonly string[];
  readonly constraints: readonly string[];
  /** Archives of the app that requirements name, by their paths; sorted. */
  readonly archives: readonly AppModel['files'][number][];
  /** An environment file as conda reads it. */
  readonly conda?: string;
}

/** Gathers what an app's dependencies are resolved from; the order of lines is that of the files. */
export function toDependencyInputs(
  app: AppModel,
  { runtime, python }: { readonly runtime: WorkerRuntime; readonly python?: string },
): DependencyInputs {
  const { dependencies } = app;
  const worker = [...runtime.requirements, ...planFrameRequirements(app)];
  if (dependencies.kind === 'none') return { worker, app: [], constraints: [], archives: [] };
  const constraints = dependencies.kind === 'pip' ? dependencies.constraints : [];
  const paths = new Set(dependencies.requirements.flatMap(({ path }) => path ?? []));
  return {
    worker,
    app: dependencies.requirements.map(toLine),
    constraints: constraints.map(toLine),
    archives: app.files.filter(({ path }) => paths.has(path)),
    ...(dependencies.kind === 'conda' && { conda: renderEnvironment(dependencies, python) }),
  };
}

/**
 * The hash of everything that a lock depends on, `sha256:…`: what is asked for by app and worker, the
 * archives' contents, and the Python version. Comments and the order of files are no part of it, and
 * neither is the place of a build.
 */
export function hashInputs(inputs: DependencyInputs, python: string | undefined): string {
  const { worker, app, constraints, archives, conda } = inputs;
  const hashes = archives.map(({ path, sha256 }) => [path, sha256]);
  const parts = [[...worker].sort(), [...app].sort(), [...constraints].sort(), hashes];
  return `sha256:${sha256Hex(JSON.stringify([LOCK_VERSION, python ?? '', parts, conda ?? '']))}`;
}

function toLine({ text, hashes = [] }: Requirement): string {
  return [text, ...hashes.map((hash) => `--hash=${hash}`)].join(' ');
}

/** Writes the packages as JSON, which is YAML too: no text of a user can be anything but a text. */
function renderEnvironment(
  { channels, packages }: CondaDependencies,
  python: string | undefined,
): string {
  const asked = packages.map(({ text }) => text);
  const hasPython = packages.some(({ name }) => name === 'python');
  const dependencies = hasPython ? asked : [...asked, `python=${python ?? CONDA_PYTHON}`];
  return `${JSON.stringify({ channels, dependencies }, null, 1)}\n`;
}
