import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
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

/** Starts the controller of a state directory in the background, unless one runs already. */
export async function startServe(state: StateDirectory, terminal: Terminal): Promise<void> {
  const lock = state.resolve(CONTROLLER_LOCK);
  if (await findLockHolder(lock)) return;
  const path = state.resolve(CONTROLLER_LOG);
  await using log = await open(path, 'w', 0o600);
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
  const written = (await readFile(path, 'utf8')).trim();
  const message = `The controller did not start${written && `: ${written}`}`;
  throw new CliError('SERVE_FAILED', message, 'The apps run; start it by hand: celeriac serve.');
}
