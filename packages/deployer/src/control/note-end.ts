import type { DesiredApp } from '@celeriac/deployment';
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
  const isOwn =
    cause?.kind === 'exited' || cause?.kind === 'signalled' || cause?.kind === 'out-of-memory';
  if (!isOwn) return conditions.noted(queue, problem);
  conditions.ended(queue, problem);
  await tellCallers(app, problem, parts);
}
