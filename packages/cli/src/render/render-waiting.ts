import type { WaitingEvent } from '@celeriac/deployer';
import type { Terminal } from '../terminal.ts';

/** Says for whom a change waits, and for how long at most. */
export function renderWaiting(
  { purpose, pid, since, limitMs }: WaitingEvent,
  { say, paint }: Terminal,
): void {
  const limit = `at most ${limitMs / 1000} s`;
  say(`${paint('warning', '…')} waits, ${limit}, for ${purpose} (pid ${pid}, since ${since})`);
}
