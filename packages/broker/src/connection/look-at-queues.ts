import type { Channel, ChannelModel } from 'amqplib';
import { createBound } from './bound.ts';
import { GONE, type QueueLook } from './queue-look.ts';

/** So many channels look at the same time. */
const LANES = 4;
const LOOK_MS = 5_000;

/** Looks at many queues by passive declaration, within five seconds; one that gave no answer is left out. */
export async function lookAtQueues(
  model: ChannelModel,
  queues: readonly string[],
): Promise<ReadonlyMap<string, QueueLook>> {
  using bound = createBound(LOOK_MS);
  const looks = new Map<string, QueueLook>();
  const late = new Promise<void>((resolve) =>
    bound.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const waiting = [...queues];
  const lanes = Array.from({ length: Math.min(LANES, queues.length) }, () =>
    // A connection that is lost answers for none of those that are left.
    lookInTurn(model, { waiting, looks, signal: bound.signal }).catch(() => undefined),
  );
  await Promise.race([Promise.all(lanes), late]);
  return looks;
}

/** One channel after the other, as a queue that is gone ends the one that asks for it. */
async function lookInTurn(
  model: ChannelModel,
  {
    waiting,
    looks,
    signal,
  }: {
    readonly waiting: string[];
    readonly looks: Map<string, QueueLook>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  let channel: Channel | undefined;
  for (let queue = waiting.shift(); queue !== undefined; queue = waiting.shift()) {
    if (signal.aborted) break;
    if (channel === undefined) {
      channel = await model.createChannel();
      channel.on('error', () => undefined);
    }
    try {
      const { consumerCount, messageCount } = await channel.checkQueue(queue);
      looks.set(queue, { consumers: consumerCount, waiting: messageCount, isGone: false });
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 404) looks.set(queue, GONE);
      channel = undefined;
    }
  }
  await channel?.close();
}
