import { copyFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@celeriac/signature';
import { makeFolder } from '@celeriac/state';
import type { Python } from '../host/find-python.ts';
import { publishFolder } from '../host/publish-folder.ts';
import { runTool } from '../host/run-tool.ts';
import { ensureUv } from './ensure-uv.ts';
import { toToolFailure } from './tool-failure.ts';
import type { Toolbox } from './toolbox.ts';

/** What an environment is made from. */
export interface EnvironmentInputs {
  readonly python: Python;
  /** Text of a lock, with hashes. */
  readonly lock: string;
  /** Archives that the lock names, by their paths in it. */
  readonly archives: readonly {
    readonly path: string;
    readonly absolutePath: string;
    readonly sha256: string;
  }[];
}

const INSTALL_MS = 1_800_000;

/** The folder of an environment, whether it is there or not: the same for the same inputs. */
function environmentFolder(inputs: EnvironmentInputs, cacheDirectory: string): string {
  const { python, lock, archives } = inputs;
  const hashes = archives.map(({ path, sha256 }) => [path, sha256]);
  const parts = [python.executable, python.version, lock, hashes];
  const hash = sha256Hex(JSON.stringify(parts)).slice(0, 16);
  return join(cacheDirectory, 'environments', hash);
}

/** Makes the virtual environment of a dependency set, unless it is there; resolves to its folder. */
export async function ensureEnvironment(
  inputs: EnvironmentInputs,
  toolbox: Toolbox,
): Promise<string> {
  const folder = environmentFolder(inputs, toolbox.cacheDirectory);
  await publishFolder(folder, async (making) => {
    const uv = await ensureUv(toolbox);
    const { executable } = inputs.python;
    // Relocatable, as it is about to be renamed.
    const create = ['venv', '--quiet', '--relocatable', '--allow-existing'] as const;
    const made = await runTool([uv, ...create, '--python', executable, making], {
      ...toolbox,
      timeoutMs: INSTALL_MS,
    });
    if (made.exitCode !== 0) throw toToolFailure('The environment cannot be made', made);
    const lockFolder = join(making, '.celeriac');
    await writeInputs(inputs, lockFolder);
    toolbox.onLine?.('installing dependencies');
    const install = ['pip', 'install', '--python', join(making, 'bin/python')];
    const flags = ['--no-deps', '--require-hashes', '--compile-bytecode'];
    const installed = await runTool([uv, ...install, ...flags, '-r', 'requirements.lock'], {
      ...toolbox,
      cwd: lockFolder,
      timeoutMs: INSTALL_MS,
    });
    if (installed.exitCode !== 0)
      throw toToolFailure('The dependencies cannot be installed', installed);
  });
  return folder;
}

async function writeInputs({ lock, archives }: EnvironmentInputs, folder: string): Promise<void> {
  await makeFolder(folder);
  await writeFile(join(folder, 'requirements.lock'), lock);
  for (const { path, absolutePath } of archives) {
    await makeFolder(dirname(join(folder, path)));
    await copyFile(absolutePath, join(folder, path));
  }
}
