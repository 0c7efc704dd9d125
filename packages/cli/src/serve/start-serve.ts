import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CONTROLLER_LOCK,
  CONTROLLER_LOG,
  findLockHolder,
  type StateDirectory,
} from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { Terminal } from '../terminal.ts';

const COMMAND = fileURLToPath(new URL('../../bin/celeriac.js', import.meta.url));
const START_LIMIT_MS = 15_000;
const LOG_BYTES = 4 * 1_048_576;

/** Starts the controller of a state directory in the background, unless one runs already. */
export async function startServe(state: StateDirectory, terminal: Terminal): Promise<void> {
  const lock = state.resolve(CONTROLLER_LOCK);
  if (await findLockHolder(lock)) return;
  const path = state.resolve(CONTROLLER_LOG);
  await rotate(path);
  await using log = await open(path, 'a', 0o600);
  const { size: before } = await log.stat();
  const child = spawn(process.execPath, [COMMAND, 'serve', '--state-dir', state.path], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    cwd: state.path,
    env: { ...process.env, NO_COLOR: '1' },
  });
  child.unref();
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const holder = await findLockHolder(lock);
    if (holder !== undefined) {
      terminal.say(`${terminal.paint('good', '✓')} controller started (pid ${holder.pid})`);
      return;
    }
    await sleep(20);
  }
  // Another deploy may have been quicker; then ours has ended, and that is well.
  if (await findLockHolder(lock)) return;
  const written = (await readFile(path)).subarray(before).toString().trim();
  const message = `The controller did not start${written && `: ${written}`}`;
  throw new CliError('SERVE_FAILED', message, 'The apps run; start it by hand: celeriac serve.');
}

/** What controllers before wrote stays, the words of one that crashed above all, within a bound. */
async function rotate(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && found.size > LOG_BYTES) await rename(path, `${path}.1`);
}
