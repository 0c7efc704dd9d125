import type { QueueStatus } from '@celeriac/deployment';
import { lookAtQueue } from '../connection/queue-look.ts';
import type { AdminParts } from './admin-parts.ts';

interface ManagementQueue {
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
  readonly consumer_details?: readonly { readonly consumer_tag: string }[];
}

/** By which a worker takes calls ahead while they are quick. */
const SECOND_OF_A_WORKER = / ahead [0-9]+$/;

/**
 * Reads how a queue stands; `undefined` where there is no such queue.
 *
 * `ready`, and whether anybody consumes, come from the queue itself and are of now. Which consumers
 * there are and what is `unacknowledged` are statistics of the management API, up to five seconds
 * old: for a worker's coming, `watchReady` is quicker. A worker counts once, however it consumes.
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
  const ready = look?.waiting ?? queue.messages_ready ?? 0;
  const nobody = { ready, unacknowledged: 0, consumerCount: 0, consumers: [] };
  if (look?.consumers === 0) return nobody;
  const tags = (queue.consumer_details ?? []).map((consumer) => consumer.consumer_tag);
  const consumers = tags.filter((tag) => !SECOND_OF_A_WORKER.test(tag));
  const seconds = tags.length - consumers.length;
  return {
    ready,
    unacknowledged: queue.messages_unacknowledged ?? 0,
    consumerCount: Math.max(1, (look?.consumers ?? tags.length) - seconds),
    consumers,
  };
}
