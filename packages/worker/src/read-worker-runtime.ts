import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseProject } from './parse-project.ts';
import { WorkerRuntimeError } from './worker-runtime-error.ts';

export { WorkerRuntimeError } from './worker-runtime-error.ts';

/** One Python file of the runtime. */
export interface RuntimeFile {
  /** Where it belongs below a folder of `sys.path`: `celeriac_worker/main.py`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  readonly executable: boolean;
  /** Lower-case hexadecimal SHA-256 of the content. */
  readonly sha256: string;
}

/** The Python package that runs in every worker, as files, and what it needs besides. */
export interface WorkerRuntime {
  readonly version: string;
  /** Requirement specifiers, as pip and uv take them. */
  readonly requirements: readonly string[];
  /** Sorted by path. */
  readonly files: readonly RuntimeFile[];
  /** Of `celeriac_build`, which makes images and runs tests, and is in no worker; sorted by path. */
  readonly buildFiles: readonly RuntimeFile[];
}

/** Beside `src` and `dist`, so that it is found from both. */
const PYTHON = fileURLToPath(new URL('../python/', import.meta.url));

/**
 * Reads the runtime that this package ships: the modules of `celeriac_worker` and `celeriac_build`, without their
 * tests.
 *
 * Throws `WorkerRuntimeError` with `RUNTIME_UNREADABLE` where the package is incomplete.
 */
export async function readWorkerRuntime(): Promise<WorkerRuntime> {
  try {
    const project = parseProject(await readFile(join(PYTHON, 'pyproject.toml'), 'utf8'));
    const files = await readModules('celeriac_worker');
    return { ...project, files, buildFiles: await readModules('celeriac_build') };
  } catch (cause) {
    throw new WorkerRuntimeError(PYTHON, cause);
  }
}

async function readModules(folder: string): Promise<readonly RuntimeFile[]> {
  const paths = await Array.fromAsync(glob(`${folder}/**/*.py`, { cwd: PYTHON }));
  if (paths.length === 0) throw new Error(`there is no module in ${folder}`);
  return Promise.all(paths.sort().map(readRuntimeFile));
}

async function readRuntimeFile(path: string): Promise<RuntimeFile> {
  const absolutePath = join(PYTHON, path);
  const content = await readFile(absolutePath);
  return {
    path: path.replaceAll(sep, '/'),
    absolutePath,
    bytes: content.length,
    executable: false,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
