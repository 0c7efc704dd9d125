import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemEnvironment } from '../../services/host/as-root.ts';
import { runCommand } from '../../services/host/run-command.ts';
import { workspaceRoot } from '../../steps/run-program.ts';
import { readWorkerRuntime } from '@celeriac/worker';

const cache = join(workspaceRoot, '.cache/worker-python');
const LONGEST_MS = 300_000;

/**
 * Gives a Python interpreter with all that the worker runtime requires, and `extra` besides; installs
 * from the package index where it is not in the cache yet. It appears there whole or not at all.
 */
export async function ensureWorkerPython(extra: readonly string[] = []): Promise<string> {
  const { requirements } = await readWorkerRuntime();
  const wanted = [...requirements, ...extra];
  const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 12);
  const directory = join(cache, key);
  const python = join(directory, 'bin/python');
  if (await stat(python).catch(() => undefined)) return python;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, '.making-'));
  const options = { timeoutMs: LONGEST_MS, env: systemEnvironment() };
  try {
    await runCommand(['python3', '-m', 'venv', making], options);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted];
    await runCommand([join(making, 'bin/python'), ...install], options);
    await rename(making, directory).catch(async (error: unknown) => {
      // Another run may have been quicker.
      if (!(await stat(python).catch(() => undefined))) throw error;
    });
    return python;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}
