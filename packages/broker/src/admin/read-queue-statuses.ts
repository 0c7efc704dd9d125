import type { QueueStatus } from '@celeriac/deployment';
import { lookAtQueues } from '../connection/look-at-queues.ts';
import type { AdminParts } from './admin-parts.ts';
import { readQueueStatus } from './read-queue-status.ts';

interface ListedQueue {
  readonly name: string;
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
}

interface ListedConsumer {
  readonly consumer_tag: string;
  readonly queue: { readonly name: string };
}

/** So many are asked for one by one, as the broker would otherwise tell of all that it has. */
const FEW = 3;

/** Reads how many queues stand by two requests and a look at each; those that are not there are left out. */
export async function readQueueStatuses(
  parts: AdminParts,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, QueueStatus>> {
  if (names.length <= FEW) return await readEach(parts, names, signal);
  const { vhost } = parts.address;
  const query = 'columns=name,messages_ready,messages_unacknowledged';
  const [queues, consumers, { model }] = await Promise.all([
    parts.management.get(['queues', vhost], signal, query),
    parts.management.get(['consumers', vhost], signal, 'columns=consumer_tag,queue.name'),
    parts.connection.get(signal),
  ]);
  const listed = new Map(((queues ?? []) as ListedQueue[]).map((queue) => [queue.name, queue]));
  const tags = Map.groupBy((consumers ?? []) as ListedConsumer[], ({ queue }) => queue.name);
  const looks = await lookAtQueues(model, names);
  const statuses = new Map<string, QueueStatus>();
  const unseen: string[] = [];
  for (const name of names) {
    const look = looks.get(name);
    if (look === undefined) unseen.push(name);
    else if (!look.isGone) {
      const consumerTags = (tags.get(name) ?? []).map(({ consumer_tag: tag }) => tag);
      const isUsed = look.consumers > 0;
      statuses.set(name, {
        ready: look.waiting,
        unacknowledged: isUsed ? (listed.get(name)?.messages_unacknowledged ?? 0) : 0,
        consumerCount: look.consumers,
        consumers: isUsed ? consumerTags : [],
      });
    }
  }
  return new Map([...statuses, ...(await readEach(parts, unseen, signal))]);
}

async function readEach(
  parts: AdminParts,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, QueueStatus>> {
  const found = await Promise.all(
    names.map(async (name) => [name, await readQueueStatus(parts, name, signal)] as const),
  );
  return new Map(found.flatMap(([name, status]) => (status === undefined ? [] : [[name, status]])));
}
