import { randomUUID } from 'node:crypto';
import { RESULTS_EXCHANGE } from '@celeriac/deployment';
import type { ConfirmChannel, ConsumeMessage, Message, Options } from 'amqplib';
import type { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { createBound } from '../connection/bound.ts';
import { openAmqp, type AmqpConnection } from '../connection/open-amqp.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { toConnectError } from '../connection/to-connect-error.ts';
import { createQueueLook, type QueueLook } from '../connection/queue-look.ts';

/** How a client is connected. */
export interface LinkOptions {
  readonly address: BrokerAddress;
  readonly clientName: string | undefined;
  readonly heartbeatSeconds: number;
  readonly connectTimeoutMs: number;
}

/** What a link tells; none of it may throw. */
export interface LinkEvents {
  onReply(message: ConsumeMessage): void;
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
  /** `false` where `onDrain` is to be waited for before the next. */
  publish(queue: string, body: Buffer, properties: Options.Publish): boolean;
  /** How a queue stands now; `undefined` where it is gone or the broker does not answer. */
  look(queue: string): Promise<QueueLook | undefined>;
  close(): Promise<void>;
}

/** Connects twice and makes the reply queue; ends with everything open, or nothing. */
export async function openLink(
  options: LinkOptions,
  events: LinkEvents,
  signal?: AbortSignal,
): Promise<Link> {
  using bound = createBound(options.connectTimeoutMs, signal);
  const { address, heartbeatSeconds } = options;
  const name = options.clientName ?? randomUUID();
  const open = (purpose: string): Promise<AmqpConnection> =>
    openAmqp(address, { bound, heartbeatSeconds, connectionName: `celeriac ${purpose} ${name}` });
  const opened = await Promise.allSettled([open('calls'), open('replies')]);
  const connections = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const end = (): void => connections.forEach((connection) => connection.destroy());
  bound.signal.addEventListener('abort', end, { once: true });
  try {
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    const [calls, replies] = connections as [AmqpConnection, AmqpConnection];
    const link = await setUp({ calls, replies, name, address }, events);
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
  readonly name: string;
  readonly address: BrokerAddress;
}

async function setUp(parts: Parts, events: LinkEvents): Promise<Link> {
  const { calls, replies, address } = parts;
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
  const replyQueue = `celeriac.reply.${parts.name}`;
  const outgoing = await calls.model.createConfirmChannel();
  const incoming = await replies.model.createChannel();
  // What closes a channel without an error closes its connection as well, which tells why.
  for (const channel of [outgoing, incoming]) channel.on('error', onLost);
  await incoming.assertQueue(replyQueue, { exclusive: true, durable: false });
  await incoming.bindQueue(replyQueue, RESULTS_EXCHANGE, replyQueue);
  await incoming.consume(
    replyQueue,
    (message) => (message === null ? onLost(undefined) : events.onReply(message)),
    { noAck: true, exclusive: true },
  );
  listen(outgoing, calls, events);
  calls.onLost(onLost);
  replies.onLost(onLost);
  if (early !== undefined) throw toChannelError(early.cause, address, 'making the reply queue');
  live = true;
  return {
    replyQueue,
    publish: (queue, body, properties) =>
      outgoing.publish('', queue, body, properties, (error: Error | null) => {
        // A channel that ends calls this back as well; that is told as a loss.
        if (error?.message === 'message nacked') events.onRefused(properties.correlationId ?? '');
      }),
    look: createQueueLook(replies.model),
    close,
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
