import { join } from 'node:path';

/** Where everything is kept, and what programs are run with. */
export interface LocalPlace {
  /** What is costly to make and shared by all instances: environments, tools, downloads. */
  readonly cacheDirectory: string;
  /** Images and workers of one instance; in its state directory. */
  readonly directory: string;
  /** `process.env` as a rule: installers have all of it, workers its `PATH`. */
  readonly env: NodeJS.ProcessEnv;
}

/** The folder of an instance's images. */
export function imagesOf({ directory }: Pick<LocalPlace, 'directory'>): string {
  return join(directory, 'images');
}

/** The folder of an instance's workers: what they write, and what tells of them. */
export function workersOf({ directory }: Pick<LocalPlace, 'directory'>): string {
  return join(directory, 'workers');
}

/** Where downloads and environments are kept by default: the user's cache directory (XDG). */
export function defaultCacheDirectory(env: NodeJS.ProcessEnv): string {
  return (
    env['CELERIAC_CACHE_DIR'] ??
    join(env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? '/tmp', '.cache'), 'celeriac')
  );
}
