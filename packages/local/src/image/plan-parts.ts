import { CONTEXT_PATHS } from '@celeriac/codegen';
import type { BuildPlan, ContextFile } from '@celeriac/deployment';
import { LocalError } from '../local-error.ts';

/** The folders of a plan's context, each file's path being that within its folder. */
export interface PlanParts {
  readonly app: readonly ContextFile[];
  readonly runtime: readonly ContextFile[];
  readonly dependencies: readonly ContextFile[];
  /** What a lock is made from; empty in the plan of an image. */
  readonly lock: readonly ContextFile[];
  /** The Python version that the plan's base image is to have; left out where it names none. */
  readonly python?: string;
}

/**
 * The image that plans for local workers are based on: it names a version of Python, and is never
 * pulled.
 */
export const LOCAL_BASE_IMAGE = 'python:{python}';

/** Reads a plan by its context's folders; throws `NEEDS_ENGINE` for what only an image can have. */
export function toPlanParts({ files, steps, image }: BuildPlan): PlanParts {
  const within = (folder: string): readonly ContextFile[] =>
    files
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }));
  if (within(CONTEXT_PATHS.conda).length > 0) {
    throw new LocalError(
      'NEEDS_ENGINE',
      `${image}: an environment.yaml is installed in an image, not on this machine.`,
      { remedy: 'Use --docker, or list the packages in a requirements.in.' },
    );
  }
  const from = steps.find(({ instruction }) => instruction.startsWith('FROM '))?.instruction;
  const python = /^FROM python:(\d+\.\d+)/.exec(from ?? '')?.[1];
  return {
    app: within(CONTEXT_PATHS.app),
    runtime: within(CONTEXT_PATHS.runtime),
    dependencies: within(CONTEXT_PATHS.dependencies),
    lock: within(CONTEXT_PATHS.inputs),
    ...(python !== undefined && { python }),
  };
}
