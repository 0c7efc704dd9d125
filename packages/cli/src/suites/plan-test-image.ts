import { CONTEXT_PATHS } from '@celeriac/codegen';
import {
  type BuildPlan,
  type ContainerSpec,
  type ContextFile,
  WORKER_ENVIRONMENT,
} from '@celeriac/deployment';
import { sha256Hex } from '@celeriac/signature';

/** What makes an app's image one that runs its tests. */
export interface TestParts {
  /** What takes the place of the generated main. */
  readonly runner: ContextFile;
  /** Test files from outside of the app's folder, and pytest where the app has none. */
  readonly files: readonly ContextFile[];
}

const OF_THE_WORKER: ReadonlySet<string> = new Set(Object.values(WORKER_ENVIRONMENT));

/** Plans an image that differs from an app's in its last layer alone: it runs tests, not a worker. */
export function planTestImage(build: BuildPlan, { runner, files }: TestParts): BuildPlan {
  const main = `${CONTEXT_PATHS.app}/main.py`;
  const others = build.files.filter(({ path }) => path !== main);
  const all = [...others, { ...runner, path: main }, ...files];
  const contents = all.map((file) => [file.path, file.kind === 'text' ? file.text : file.sha256]);
  const hash = sha256Hex(JSON.stringify([build.image, contents])).slice(0, 16);
  return {
    ...build,
    image: build.image.replace(/:[^:/]*$/, `:test-${hash}`),
    files: all.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** The container that runs tests: an app's, with the same limits, that knows nothing of a broker. */
export function toTestSpec(
  { blobDirectory: _, ...template }: ContainerSpec,
  image: string,
): ContainerSpec {
  const env = Object.entries(template.env).filter(([name]) => !OF_THE_WORKER.has(name));
  return {
    ...template,
    image,
    name: `${template.name}-tests`,
    env: Object.fromEntries(env),
    network: { ...template.network, services: [] },
    specHash: sha256Hex(image),
  };
}
