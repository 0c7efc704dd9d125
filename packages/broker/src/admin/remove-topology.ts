import {
  CONTROL_EXCHANGE,
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  RESULTS_EXCHANGE,
} from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import type { AdminParts } from './admin-parts.ts';

/**
 * Removes what every app shares, unless a task queue of any app is left. An exchange that a
 * connected client's reply queue is bound to stays as well: without it that client would wait in
 * vain for the answers of whatever is deployed next.
 */
export async function removeTopology(parts: AdminParts, signal?: AbortSignal): Promise<void> {
  const { management } = parts;
  const { vhost } = parts.address;
  const query = 'columns=name&disable_stats=true';
  const queues = (await management.get(['queues', vhost], signal, query)) as
    readonly { readonly name: string }[] | undefined;
  if (queues?.some((queue) => queue.name.startsWith('celeriac.task.')) === true) return;
  await management.remove(['queues', vhost, DEAD_QUEUE], signal);
  for (const exchange of [DEAD_EXCHANGE, CONTROL_EXCHANGE, RESULTS_EXCHANGE])
    await management
      .remove(['exchanges', vhost, exchange], signal, 'if-unused=true')
      .catch((error: unknown) => {
        if (!(error instanceof BrokerError) || error.code !== 'CONFLICT') throw error;
      });
}
