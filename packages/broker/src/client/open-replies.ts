import type { ConsumeMessage } from 'amqplib';
import type { Bound } from '../connection/bound.ts';
import { openAmqp } from '../connection/open-amqp.ts';
import { createQueueLook, type QueueLook } from '../connection/queue-look.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { toConnectError } from '../connection/to-connect-error.ts';
import { consumeReplies, type ReplyConsumer } from './consume-replies.ts';
import { declareLaterQueue } from './later-queue.ts';
import type { LinkOptions } from './open-link.ts';

/** The connection by which replies come, with its consumer. */
export interface OpenReplies extends ReplyConsumer {
  declare(queue: string): Promise<void>;
  look(queue: string): Promise<QueueLook | undefined>;
  /** Sets the one listener for a loss that `close` did not cause; called at once where it happened. */
  onLost(listener: (cause: unknown) => void): void;
  close(): Promise<void>;
}

/** Connects and consumes the reply queue; ends with everything open, or nothing. */
export async function openReplies(
  { address, name, heartbeatSeconds, replyQueue, getLaterQueue }: LinkOptions,
  bound: Bound,
  onReply: (message: ConsumeMessage) => boolean,
): Promise<OpenReplies> {
  const connectionName = `celeriac replies ${name}`;
  const connection = await openAmqp(address, { bound, heartbeatSeconds, connectionName });
  const { model } = connection;
  let lost: { readonly cause: unknown } | undefined;
  let listener: ((cause: unknown) => void) | undefined;
  const onLost = (cause: unknown): void => {
    if (lost !== undefined) return;
    lost = { cause };
    listener?.(cause);
  };
  const end = (): void => connection.destroy();
  bound.signal.addEventListener('abort', end, { once: true });
  try {
    connection.onLost(onLost);
    const later = getLaterQueue();
    if (later !== undefined) await declareLaterQueue(model, later);
    const consumer = await consumeReplies(model, replyQueue, { onReply, onLost });
    bound.signal.throwIfAborted();
    return {
      ...consumer,
      declare: (queue) => declareLaterQueue(model, queue),
      look: createQueueLook(model),
      onLost(next) {
        listener = next;
        if (lost !== undefined) next(lost.cause);
      },
      close: () => connection.close(),
    };
  } catch (error) {
    end();
    if (bound.signal.aborted) throw toConnectError(error, address, bound);
    throw toChannelError(lost?.cause ?? error, address, 'making the reply queue');
  } finally {
    bound.signal.removeEventListener('abort', end);
  }
}
