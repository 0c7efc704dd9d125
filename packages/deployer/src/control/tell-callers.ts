import type { DesiredApp } from '@celeriac/deployment';
import type { ControllerParts } from './controller-parts.ts';

/** Tells the callers who wait for an app that does not come up why it does not; nothing before that is sure. */
export async function tellCallers(
  { broker }: DesiredApp,
  error: Error & { readonly remedy?: string; readonly lastLines?: readonly string[] },
  { ports, conditions, emit, signal }: Omit<ControllerParts, 'starts'>,
): Promise<void> {
  const { plugin, app, queue } = broker;
  if (!conditions.hasGivenUp(queue)) return;
  const last = error.lastLines?.findLast((line) => line.trim() !== '');
  const words = last === undefined ? error.message : `${error.message} Its last line: ${last}`;
  try {
    const help = error.remedy === undefined ? {} : { remedy: error.remedy };
    const options = { code: 'START_FAILED', ...help, signal } as const;
    const calls = await ports.broker.answerWaiting(queue, words, options);
    if (calls > 0) emit({ kind: 'callers-told', plugin, app, calls });
  } catch (failure) {
    if (!signal.aborted) emit({ kind: 'failed', plugin, error: failure as Error });
  }
}
