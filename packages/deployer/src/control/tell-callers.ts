import type { AppProblem, DesiredApp } from '@celeriac/deployment';
import type { ControllerParts } from './controller-parts.ts';

/** Tells the callers who wait for an app that does not come up, or not for long, why; nothing before that is sure. */
export async function tellCallers(
  { broker }: DesiredApp,
  problem: Pick<AppProblem, 'message' | 'remedy' | 'lastLines'>,
  { ports, conditions, emit, signal }: Omit<ControllerParts, 'starts'>,
): Promise<void> {
  const { plugin, app, queue } = broker;
  if (!conditions.hasGivenUp(queue)) return;
  const last = problem.lastLines?.findLast((line) => line.trim() !== '');
  const words = last === undefined ? problem.message : `${problem.message} Its last line: ${last}`;
  try {
    const help = problem.remedy === undefined ? {} : { remedy: problem.remedy };
    const options = { code: 'START_FAILED', ...help, signal } as const;
    const calls = await ports.broker.answerWaiting(queue, words, options);
    if (calls > 0) emit({ kind: 'callers-told', plugin, app, calls });
  } catch (failure) {
    if (!signal.aborted) emit({ kind: 'failed', plugin, error: failure as Error });
  }
}
