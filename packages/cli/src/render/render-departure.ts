import type { DrainingEvent, RetiredEvent } from '@celeriac/deployer';
import type { Terminal } from '../terminal.ts';

type Told = Pick<Terminal, 'say' | 'paint'>;

/** Says that a container finishes what it has. */
export function renderDraining(
  { app, version, container, phase, until }: DrainingEvent,
  { say, paint }: Told,
): void {
  const what = phase === 'queue' ? 'takes what waits for' : 'finishes its calls of';
  const limit = paint('dim', `(until ${until.slice(11, 16)} UTC at most)`);
  say(`${paint('warning', '…')} ${app}: ${container} ${what} version ${version} ${limit}`);
}

/** Says that a container is gone, and whether calls were ended for it. */
export function renderRetired(
  { app, container, cutOffAfterMs }: Omit<RetiredEvent, 'kind'>,
  { say, paint }: Told,
): void {
  if (cutOffAfterMs === undefined)
    return say(`${paint('good', '✓')} ${app}: ${container} finished and removed`);
  const after = `${Math.round(cutOffAfterMs / 1000)} s`;
  say(`${paint('bad', '✗')} ${app}: ${container} removed; its calls were ended after ${after}`);
}
