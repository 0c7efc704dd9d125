import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { LocalError } from '../local-error.ts';
import { runTool } from './run-tool.ts';

/** A Python interpreter of this machine. */
export interface Python {
  readonly executable: string;
  /** `3.12.4`. */
  readonly version: string;
  /** `3.12`. */
  readonly minor: string;
}

const OLDEST_MINOR = 11;
const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';
const PROBE_MS = 20_000;

/**
 * Finds a Python of a version such as `3.12` on the path, or the newest from 3.11 on where none is
 * asked for, `python3` before all others. Throws `PYTHON_MISSING`, saying what there is.
 */
export async function findPython(
  minor: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Python> {
  const path = env['PATH'] ?? '';
  const names = await listNames(path);
  const wanted = minor === undefined ? names : [`python${minor}`, 'python3'];
  const seen: Python[] = [];
  for (const name of wanted.filter((other) => names.includes(other))) {
    for (const folder of path.split(delimiter)) {
      const found = await probe(join(folder, name), env);
      if (found === undefined) continue;
      if (minor === undefined ? isSupported(found) : found.minor === minor) return found;
      seen.push(found);
    }
  }
  throw missing(minor, seen);
}

/** Finds a Python of a version such as `3.12`, or the newest; see `findPython`. */
export type PythonFinder = (minor: string | undefined) => Promise<Python>;

/** Makes a `findPython` that asks each interpreter once; what is missing is looked for again. */
export function createPythonFinder(env: NodeJS.ProcessEnv): PythonFinder {
  const found = new Map<string | undefined, Promise<Python>>();
  return (minor) => {
    const known = found.get(minor) ?? findPython(minor, env);
    found.set(minor, known);
    known.catch(() => found.delete(minor));
    return known;
  };
}

/** `python3`, then those with a version in their name from the newest down. */
async function listNames(path: string): Promise<readonly string[]> {
  const found = await Promise.all(
    path.split(delimiter).map((folder) => readdir(folder).catch(() => [])),
  );
  const versioned = [...new Set(found.flat())].flatMap((name) => {
    const minor = /^python3\.(\d+)$/.exec(name)?.[1];
    return minor !== undefined && Number(minor) >= OLDEST_MINOR ? [Number(minor)] : [];
  });
  return ['python3', ...versioned.sort((a, b) => b - a).map((minor) => `python3.${minor}`)];
}

/** A name on the path may be of a wrapper with nothing behind it, so it is asked. */
async function probe(file: string, env: NodeJS.ProcessEnv): Promise<Python | undefined> {
  const options = { env, timeoutMs: PROBE_MS };
  const { exitCode, lastLines } = await runTool([file, '-I', '-c', PROBE], options);
  const [version, executable] = lastLines;
  if (exitCode !== 0 || version === undefined || executable === undefined) return undefined;
  return { executable, version, minor: version.split('.').slice(0, 2).join('.') };
}

function isSupported({ minor }: Python): boolean {
  return Number(minor.split('.')[1]) >= OLDEST_MINOR;
}

function missing(minor: string | undefined, seen: readonly Python[]): LocalError {
  const what = minor === undefined ? `3.${OLDEST_MINOR} or newer` : minor;
  const others = [...new Set(seen.map(({ version }) => version))];
  const there = others.length === 0 ? 'none' : others.join(', ');
  return new LocalError(
    'PYTHON_MISSING',
    `There is no Python ${what} on the path (found: ${there}).`,
    {
      remedy:
        minor === undefined
          ? 'Install Python 3.11 or newer, on Debian: apt-get install python3 python3-venv.'
          : `Install it, such as by uv python install ${minor}, or name another as "python" in container.json.`,
    },
  );
}
