import { RESULTS_EXCHANGE } from '@celeriac/deployment';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { createAcknowledger } from './acknowledger.ts';

/** The queue of one client's replies. */
export interface ReplyQueue {
  readonly name: string;
  /** The broker removes it when nobody has consumed it for so long. */
  readonly expiresMs: number;
  /** Messages given before the first is settled; 0 for any number. */
  readonly prefetch: number;
}

/** Of the replies that wait for a client: 1 GiB. */
const MAX_BYTES = 1_073_741_824;

/** Who takes replies. */
export interface ReplyListener {
  /** Says whether the message is done with; else `settle` is to be called for it. */
  onReply(message: ConsumeMessage): boolean;
  /** The consumer or its channel has ended. */
  onLost(cause: unknown): void;
}

/** One consumer of a reply queue. */
export interface ReplyConsumer {
  /** Whether there was no such queue before: what was sent to an earlier one is lost. */
  readonly isNew: boolean;
  settle(message: ConsumeMessage): void;
  /** Tells the broker what was settled; with `remove`, the queue goes. */
  end(options: { readonly remove: boolean }): Promise<void>;
}

/**
 * Makes the queue where it is missing and becomes its one consumer. It is durable, so that answers
 * outlive a lost connection and a restart of the broker, and classic, because only such a queue
 * refuses a second consumer.
 */
export async function consumeReplies(
  model: ChannelModel,
  queue: ReplyQueue,
  listener: ReplyListener,
): Promise<ReplyConsumer> {
  const isNew = !(await exists(model, queue.name));
  const channel = await model.createChannel();
  // What closes a channel without an error closes its connection as well, which tells why.
  channel.on('error', listener.onLost);
  await channel.assertQueue(queue.name, {
    durable: true,
    arguments: {
      'x-queue-type': 'classic',
      'x-expires': queue.expiresMs,
      // Every app may publish to it; what nobody takes must not fill the disk of all. Who answers is
      // refused then, and tries again.
      'x-max-length-bytes': MAX_BYTES,
      'x-overflow': 'reject-publish',
    },
  });
  await channel.bindQueue(queue.name, RESULTS_EXCHANGE, queue.name);
  await channel.prefetch(queue.prefetch);
  const acknowledger = createAcknowledger(channel);
  await channel.consume(
    queue.name,
    (message) => {
      if (message === null) return listener.onLost(undefined);
      acknowledger.take(message);
      if (listener.onReply(message)) acknowledger.settle(message);
    },
    { exclusive: true },
  );
  return {
    isNew,
    settle: acknowledger.settle,
    async end({ remove }) {
      acknowledger.flush();
      if (remove) await channel.deleteQueue(queue.name);
    },
  };
}

async function exists(model: ChannelModel, queue: string): Promise<boolean> {
  // A queue that is not there ends the channel that asks for it.
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  try {
    await channel.checkQueue(queue);
    await channel.close();
    return true;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 404) return false;
    throw error;
  }
}
