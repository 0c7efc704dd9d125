import type { ConfirmChannel, ConsumeMessage, Message, Options } from 'amqplib';
import type { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { createBound } from '../connection/bound.ts';
import { openAmqp, type AmqpConnection } from '../connection/open-amqp.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { toConnectError } from '../connection/to-connect-error.ts';
import { createQueueLook, type QueueLook } from '../connection/queue-look.ts';
import { type Cancellation, createCancelChannel } from './cancel-channel.ts';
import { declareLaterQueue } from './later-queue.ts';
import { consumeReplies, type ReplyListener, type ReplyQueue } from './consume-replies.ts';

/** How a client is connected. */
export interface LinkOptions {
  readonly address: BrokerAddress;
  /** Shown by the broker in its list of connections. */
  readonly name: string;
  readonly replyQueue: ReplyQueue;
  readonly heartbeatSeconds: number;
  readonly connectTimeoutMs: number;
}

/** What a link tells; none of it may throw. */
export interface LinkEvents extends Pick<ReplyListener, 'onReply'> {
  /** The broker has this call, in a queue or, if `onReturned` was told before, in none. */
  onConfirmed(callId: string): void;
  /** The broker had no queue for this call. */
  onReturned(callId: string): void;
  /** The broker did not take this call. */
  onRefused(callId: string): void;
  onDrain(): void;
  onBlocked(reason: string): void;
  onUnblocked(): void;
  /** Told once, unless `close` was called; the link is closed then. */
  onLost(error: BrokerError): void;
}

/** Two connections, one that publishes calls and one that consumes their replies. */
export interface Link {
  readonly replyQueue: string;
  /** Whether the reply queue was not there before: no answer to an earlier call will come. */
  readonly isNew: boolean;
  /** `false` where `onDrain` is to be waited for before the next. */
  publish(queue: string, body: Buffer, properties: Options.Publish): boolean;
  cancel(cancellation: Cancellation): void;
  /** A reply of this link that `onReply` kept is done with. */
  settle(message: ConsumeMessage): void;
  /** Makes a queue for later answers, once in the life of the link. */
  declare(queue: string): Promise<void>;
  /** How a queue stands now; `undefined` where the broker does not answer. */
  look(queue: string): Promise<QueueLook | undefined>;
  /** With `removeQueue`, no reply is awaited any more. */
  close(options?: { readonly removeQueue: boolean }): Promise<void>;
}

/** Connects twice and consumes the reply queue; ends with everything open, or nothing. */
export async function openLink(
  options: LinkOptions,
  events: LinkEvents,
  signal?: AbortSignal,
): Promise<Link> {
  using bound = createBound(options.connectTimeoutMs, signal);
  const { address, heartbeatSeconds, name } = options;
  const open = (purpose: string): Promise<AmqpConnection> =>
    openAmqp(address, { bound, heartbeatSeconds, connectionName: `celeriac ${purpose} ${name}` });
  const opened = await Promise.allSettled([open('calls'), open('replies')]);
  const connections = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const end = (): void => connections.forEach((connection) => connection.destroy());
  bound.signal.addEventListener('abort', end, { once: true });
  try {
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    const [calls, replies] = connections as [AmqpConnection, AmqpConnection];
    const link = await setUp({ calls, replies, address }, options.replyQueue, events);
    bound.signal.throwIfAborted();
    return link;
  } catch (error) {
    end();
    if (bound.signal.aborted) throw toConnectError(error, address, bound);
    throw toChannelError(error, address, 'making the reply queue');
  } finally {
    bound.signal.removeEventListener('abort', end);
  }
}

interface Parts {
  readonly calls: AmqpConnection;
  readonly replies: AmqpConnection;
  readonly address: BrokerAddress;
}

const REMOVE_MS = 500;

async function setUp(parts: Parts, replyQueue: ReplyQueue, events: LinkEvents): Promise<Link> {
  const { calls, replies, address } = parts;
  let declared: Promise<void> | undefined;
  let over = false;
  let live = false;
  let early: { readonly cause: unknown } | undefined;
  const close = async (): Promise<void> => {
    over = true;
    await Promise.all([calls.close(), replies.close()]);
  };
  const onLost = (cause: unknown): void => {
    if (!live) early ??= { cause };
    if (!live || over) return;
    void close();
    events.onLost(toChannelError(cause, address, 'calls were under way'));
  };
  const outgoing = await calls.model.createConfirmChannel();
  outgoing.on('error', onLost);
  listen(outgoing, calls, events);
  const listener = { onReply: (message: ConsumeMessage) => events.onReply(message), onLost };
  const consumer = await consumeReplies(replies.model, replyQueue, listener);
  calls.onLost(onLost);
  replies.onLost(onLost);
  if (early !== undefined) throw toChannelError(early.cause, address, 'making the reply queue');
  live = true;
  return {
    replyQueue: replyQueue.name,
    isNew: consumer.isNew,
    publish: (queue, body, properties) =>
      outgoing.publish('', queue, body, properties, (error: Error | null) => {
        const id = properties.correlationId ?? '';
        if (error === null) events.onConfirmed(id);
        // A channel that ends calls this back as well; that is told as a loss.
        else if (error.message === 'message nacked') events.onRefused(id);
      }),
    cancel: createCancelChannel(calls.model),
    settle: consumer.settle,
    declare: (queue) =>
      (declared ??= declareLaterQueue(replies.model, queue).catch((error: unknown) => {
        declared = undefined;
        throw toChannelError(error, address, `making the queue "${queue}"`);
      })),
    look: createQueueLook(replies.model),
    async close({ removeQueue } = { removeQueue: false }) {
      over = true;
      using bound = createBound(REMOVE_MS);
      const late = new Promise((resolve) => bound.signal.addEventListener('abort', resolve));
      // What cannot be removed now expires.
      const ended = consumer.end({ remove: removeQueue }).catch(() => undefined);
      await Promise.race([ended, late]);
      await close();
    },
  };
}

function listen(outgoing: ConfirmChannel, calls: AmqpConnection, events: LinkEvents): void {
  outgoing.on('return', (message: Message) =>
    events.onReturned(String(message.properties.correlationId)),
  );
  outgoing.on('drain', () => events.onDrain());
  calls.model.on('blocked', (reason) => events.onBlocked(reason));
  calls.model.on('unblocked', () => events.onUnblocked());
}
