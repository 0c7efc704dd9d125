import type { Channel, ChannelModel } from 'amqplib';
import { createBound } from './bound.ts';

/** How a queue stands, as the broker itself says. */
export interface QueueLook {
  readonly consumers: number;
  readonly waiting: number;
  /** Whether there is no such queue. */
  readonly isGone: boolean;
}

/** What a look finds where there is no such queue. */
export const GONE: QueueLook = { consumers: 0, waiting: 0, isGone: true };

const LOOK_MS = 500;

/**
 * Makes a look at queues by passive declaration, for at most half a second; looks at the same queue
 * at the same time are one. `undefined` where no answer came.
 */
export function createQueueLook(
  model: ChannelModel,
): (queue: string) => Promise<QueueLook | undefined> {
  const underWay = new Map<string, Promise<QueueLook | undefined>>();
  return (queue) => {
    const known = underWay.get(queue);
    if (known !== undefined) return known;
    const look = lookAtQueue(model, queue).finally(() => underWay.delete(queue));
    underWay.set(queue, look);
    return look;
  };
}

/** One look, for at most half a second; `undefined` where no answer came. */
export async function lookAtQueue(
  model: ChannelModel,
  queue: string,
): Promise<QueueLook | undefined> {
  using bound = createBound(LOOK_MS);
  const late = new Promise<undefined>((resolve) =>
    bound.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  const look = declarePassively(model, queue).catch((error: unknown) =>
    (error as { readonly code?: unknown }).code === 404 ? GONE : undefined,
  );
  return await Promise.race([look, late]);
}

async function declarePassively(model: ChannelModel, queue: string): Promise<QueueLook> {
  // A queue that is gone ends its channel, so each look has one of its own.
  const channel: Channel = await model.createChannel();
  channel.on('error', () => undefined);
  const { consumerCount, messageCount } = await channel.checkQueue(queue);
  await channel.close();
  return { consumers: consumerCount, waiting: messageCount, isGone: false };
}
