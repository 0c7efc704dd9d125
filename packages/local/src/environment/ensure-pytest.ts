import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPythonFinder } from '../host/find-python.ts';
import { publishFolder } from '../host/publish-folder.ts';
import { runTool } from '../host/run-tool.ts';
import type { LocalPlace } from '../local-place.ts';
import { ensureUv } from './ensure-uv.ts';
import { toToolFailure } from './tool-failure.ts';
import { createToolbox, type Toolbox } from './toolbox.ts';

const PYTEST_VERSION = '9.2.0';
const INSTALL_MS = 300_000;

/**
 * Gives a folder for `sys.path` that holds pytest, for apps whose environment has none; it is fetched
 * from the package index the first time. Nothing in it is of one platform, so that it serves in
 * containers as well. Throws `PYTHON_MISSING`, `UV_MISSING`, `INDEX_UNREACHABLE` or `DEPENDENCY_FAILED`.
 */
export async function ensurePytest(
  place: Pick<LocalPlace, 'cacheDirectory' | 'env'>,
  options: Parameters<typeof createToolbox>[1],
): Promise<string> {
  const folder = join(place.cacheDirectory, 'tools', `pytest-${PYTEST_VERSION}`);
  const toolbox = createToolbox({ ...place, python: createPythonFinder(place.env) }, options);
  await publishFolder(folder, async (making) => await fetchPytest(making, toolbox));
  return folder;
}

async function fetchPytest(folder: string, toolbox: Toolbox): Promise<void> {
  toolbox.onLine?.(`fetching pytest ${PYTEST_VERSION}`);
  const uv = await ensureUv(toolbox);
  const { executable } = await toolbox.python(undefined);
  const what = ['--only-binary', ':all:', `pytest==${PYTEST_VERSION}`];
  const where = ['--python', executable, '--target', folder];
  const installed = await runTool([uv, 'pip', 'install', '--quiet', ...where, ...what], {
    ...toolbox,
    timeoutMs: INSTALL_MS,
  });
  if (installed.exitCode !== 0) throw toToolFailure('pytest cannot be fetched', installed);
  // Programs of this machine, and notes of the installer.
  for (const name of await readdir(folder))
    if (name === 'bin' || name.startsWith('.')) await rm(join(folder, name), { recursive: true });
}
