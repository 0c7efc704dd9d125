import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UV_VERSION } from '@celeriac/codegen';
import { publishFolder } from '../host/publish-folder.ts';
import { runTool, type ToolResult } from '../host/run-tool.ts';
import { LocalError } from '../local-error.ts';
import type { Toolbox } from './toolbox.ts';

const FETCH_MS = 300_000;

/**
 * Gives a uv: the one on the path, else the one in the cache, which is fetched from the package index
 * the first time. Throws `UV_MISSING`.
 */
export async function ensureUv(toolbox: Toolbox): Promise<string> {
  const onPath = findOnPath('uv', toolbox.env['PATH'] ?? '');
  if (onPath !== undefined) return onPath;
  const folder = join(toolbox.cacheDirectory, 'tools', `uv-${UV_VERSION}`);
  await publishFolder(folder, async (making) => {
    toolbox.onLine?.(`fetching uv ${UV_VERSION}`);
    const failed = await fetchUv(making, toolbox);
    if (failed !== undefined) throw missing(failed);
  });
  return join(folder, 'bin/uv');
}

/** By pip of an environment, or where Debian left that out, by pip of the interpreter. */
async function fetchUv(folder: string, toolbox: Toolbox): Promise<ToolResult | undefined> {
  const { executable } = await toolbox.python(undefined);
  const run = (...argv: [string, ...string[]]): Promise<ToolResult> =>
    runTool(argv, { ...toolbox, timeoutMs: FETCH_MS });
  const install = ['-m', 'pip', 'install', '--quiet', `uv==${UV_VERSION}`] as const;
  const made = await run(executable, '-m', 'venv', folder);
  const installed =
    made.exitCode === 0
      ? await run(join(folder, 'bin/python'), ...install)
      : await run(executable, ...install, '--target', folder);
  return installed.exitCode === 0 ? undefined : made.exitCode === 0 ? installed : made;
}

function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function missing({ lastLines }: ToolResult): LocalError {
  return new LocalError('UV_MISSING', 'uv is not on the path, and cannot be fetched.', {
    lastLines,
    remedy:
      'Install uv, or Python with venv (on Debian: apt-get install python3-venv); behind a company’s firewall give the package index, proxy or CA bundle.',
  });
}
