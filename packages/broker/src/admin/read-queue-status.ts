import type { QueueStatus } from '@celeriac/deployment';
import { lookAtQueue } from '../connection/queue-look.ts';
import type { AdminParts } from './admin-parts.ts';

interface ManagementQueue {
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
  readonly consumer_details?: readonly { readonly consumer_tag: string }[];
}

/**
 * Reads how a queue stands; `undefined` where there is no such queue.
 *
 * `ready` comes from the queue itself and is of now. Consumers come from the management API, within
 * a quarter of a second. `unacknowledged` is a statistic of up to six seconds ago, but 0 at once
 * where nobody consumes.
 */
export async function readQueueStatus(
  parts: AdminParts,
  name: string,
  signal?: AbortSignal,
): Promise<QueueStatus | undefined> {
  const path = ['queues', parts.address.vhost, name];
  const queue = (await parts.management.get(path, signal)) as ManagementQueue | undefined;
  if (queue === undefined) return undefined;
  const { model } = await parts.connection.get(signal);
  const look = await lookAtQueue(model, name);
  const consumers = (queue.consumer_details ?? []).map((consumer) => consumer.consumer_tag);
  return {
    ready: look?.waiting ?? queue.messages_ready ?? 0,
    unacknowledged: consumers.length === 0 ? 0 : (queue.messages_unacknowledged ?? 0),
    consumers,
  };
}
