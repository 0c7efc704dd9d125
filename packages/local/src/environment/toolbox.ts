import type { BuildEnvironment } from '@celeriac/deployment';
import type { Python } from '../host/find-python.ts';
import type { LocalPlace } from '../local-place.ts';
import { toToolEnvironment } from './place-settings.ts';

/** What every tool that installs is run with. */
export interface Toolbox {
  /** Finds a Python; see `findPython`. */
  readonly python: (minor: string | undefined) => Promise<Python>;
  readonly cacheDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Makes a toolbox for one build. */
export function createToolbox(
  of: Pick<LocalPlace, 'cacheDirectory' | 'env'> & Pick<Toolbox, 'python'>,
  options: {
    readonly environment?: BuildEnvironment;
    readonly onLine?: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Toolbox {
  const { environment = {}, onLine, signal } = options;
  return {
    ...of,
    env: toToolEnvironment(environment, of),
    ...(onLine !== undefined && { onLine }),
    ...(signal !== undefined && { signal }),
  };
}
