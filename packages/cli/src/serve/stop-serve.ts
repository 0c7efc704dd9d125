import { setTimeout as sleep } from 'node:timers/promises';
import { CONTROLLER_LOCK, findLockHolder, type StateDirectory } from '@celeriac/state';
import type { Terminal } from '../terminal.ts';

const STOP_LIMIT_MS = 10_000;

/** Stops the controller of a state directory, if one runs, and waits until it has ended. */
export async function stopServe(state: StateDirectory, terminal: Terminal): Promise<void> {
  const lock = state.resolve(CONTROLLER_LOCK);
  const holder = await findLockHolder(lock);
  if (holder === undefined) return;
  process.kill(holder.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (await findLockHolder(lock)) {
    if (Date.now() > deadline) process.kill(holder.pid, 'SIGKILL');
    await sleep(20);
  }
  terminal.say(`${terminal.paint('good', '✓')} controller stopped`);
}
