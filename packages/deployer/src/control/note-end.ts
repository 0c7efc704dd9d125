import type { DesiredApp, EndCause } from '@celeriac/deployment';
import type { WorkerProblem } from './condition-record.ts';
import type { ControllerParts } from './controller-parts.ts';
import { tellCallers } from './tell-callers.ts';

/**
 * Remembers why a worker ended. Where it ended by itself, as those before it, nobody is kept waiting
 * for the next.
 */
export async function noteEnd(
  app: DesiredApp,
  problem: WorkerProblem,
  parts: Omit<ControllerParts, 'starts'>,
): Promise<void> {
  const { conditions } = parts;
  const { queue } = app.broker;
  const { cause } = problem;
  if (cause === undefined || !isOwn(cause)) return conditions.noted(queue, problem);
  conditions.ended(queue, problem);
  await tellCallers(app, problem, parts);
}

/** Signals that come from outside of a process; others are its own crash. */
const FROM_OUTSIDE = [1, 2, 9, 15];

function isOwn(cause: EndCause): boolean {
  if (cause.kind === 'signalled') return !FROM_OUTSIDE.includes(cause.signal);
  return cause.kind === 'out-of-memory' || (cause.kind === 'exited' && cause.exitCode !== 0);
}
