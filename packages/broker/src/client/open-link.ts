import type { ConfirmChannel, ConsumeMessage, Message, Options } from 'amqplib';
import type { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { createBound } from '../connection/bound.ts';
import { openAmqp, type AmqpConnection } from '../connection/open-amqp.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { toConnectError } from '../connection/to-connect-error.ts';
import type { QueueLook } from '../connection/queue-look.ts';
import type { ReplyListener, ReplyQueue } from './consume-replies.ts';
import { keepReplies, type KeptReplies, type KeptRepliesEvents } from './keep-replies.ts';
import { type OpenReplies, openReplies } from './open-replies.ts';
import { createSideChannel, type SideChannel } from './side-channel.ts';

/** How a client is connected. */
export interface LinkOptions {
  readonly address: BrokerAddress;
  /** Shown by the broker in its list of connections. */
  readonly name: string;
  readonly replyQueue: ReplyQueue;
  /** A queue for later answers that is to be there before calls are sent. */
  readonly getLaterQueue: () => string | undefined;
  readonly heartbeatSeconds: number;
  readonly connectTimeoutMs: number;
}

/** What a link tells; none of it may throw. */
export interface LinkEvents
  extends Pick<ReplyListener, 'onReply'>, Omit<KeptRepliesEvents, 'onGone'> {
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

/**
 * Two connections, one that publishes calls and one that consumes their replies. The link is lost with
 * the first; the second is opened again by itself, while calls go on.
 */
export interface Link extends SideChannel {
  readonly replyQueue: string;
  /** Whether the reply queue was not there before: no answer to an earlier call will come. */
  readonly isNew: boolean;
  /** Whether replies come now. */
  readonly isWhole: boolean;
  /** `false` where `onDrain` is to be waited for before the next. */
  publish(queue: string, body: Buffer, properties: Options.Publish): boolean;
  /** A reply of this link that `onReply` kept is done with. */
  settle(message: ConsumeMessage): void;
  /** Makes a queue for later answers where it is missing. */
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
  const { address, heartbeatSeconds, name, connectTimeoutMs } = options;
  const openAgain = async (until?: AbortSignal): Promise<OpenReplies> => {
    using bound = createBound(connectTimeoutMs, until);
    return await openReplies(options, bound, events.onReply);
  };
  using bound = createBound(connectTimeoutMs, signal);
  const [calls, replies] = await Promise.allSettled([
    openAmqp(address, { bound, heartbeatSeconds, connectionName: `celeriac calls ${name}` }),
    openReplies(options, bound, events.onReply),
  ]);
  const end = (): void => {
    if (calls.status === 'fulfilled') calls.value.destroy();
    if (replies.status === 'fulfilled') void replies.value.close();
  };
  bound.signal.addEventListener('abort', end, { once: true });
  try {
    for (const one of [calls, replies]) if (one.status === 'rejected') throw one.reason;
    const opened = { calls: (calls as Fulfilled<AmqpConnection>).value, openAgain, options };
    const link = await setUp(opened, (replies as Fulfilled<OpenReplies>).value, events);
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

type Fulfilled<T> = PromiseFulfilledResult<T>;

interface Opened {
  readonly calls: AmqpConnection;
  readonly options: LinkOptions;
  openAgain(signal: AbortSignal): Promise<OpenReplies>;
}

const REMOVE_MS = 500;

async function setUp(opened: Opened, first: OpenReplies, events: LinkEvents): Promise<Link> {
  const { calls, openAgain } = opened;
  const { address, replyQueue, connectTimeoutMs } = opened.options;
  let over = false;
  let early: { readonly cause: unknown } | undefined;
  const live: { replies?: KeptReplies } = {};
  const close = async (): Promise<void> => {
    over = true;
    live.replies?.end();
    await Promise.all([calls.close(), live.replies?.current?.close()]);
  };
  const onLost = (cause: unknown): void => {
    if (live.replies === undefined) early ??= { cause };
    if (live.replies === undefined || over) return;
    void close();
    events.onLost(toChannelError(cause, address, 'calls were under way'));
  };
  const outgoing = await calls.model.createConfirmChannel();
  outgoing.on('error', onLost);
  listen(outgoing, calls, events);
  calls.onLost(onLost);
  if (early !== undefined) throw toChannelError(early.cause, address, 'making the reply queue');
  const again = { open: openAgain, patienceMs: connectTimeoutMs };
  const kept = keepReplies(first, again, { ...events, onGone: onLost });
  live.replies = kept;
  return {
    replyQueue: replyQueue.name,
    isNew: first.isNew,
    get isWhole() {
      return kept.current !== undefined;
    },
    publish: (queue, body, properties) =>
      outgoing.publish('', queue, body, properties, (error: Error | null) => {
        const id = properties.correlationId ?? '';
        if (error === null) events.onConfirmed(id);
        // A channel that ends calls this back as well; that is told as a loss.
        else if (error.message === 'message nacked') events.onRefused(id);
      }),
    ...createSideChannel(calls.model, address.username),
    settle: (message) => kept.current?.settle(message),
    async declare(queue) {
      try {
        await (kept.current ?? first).declare(queue);
      } catch (error) {
        throw toChannelError(error, address, `making the queue "${queue}"`);
      }
    },
    look: async (queue) => kept.current?.look(queue),
    async close({ removeQueue } = { removeQueue: false }) {
      over = true;
      using bound = createBound(REMOVE_MS);
      const late = new Promise((resolve) => bound.signal.addEventListener('abort', resolve));
      // What cannot be removed now expires.
      const ended = kept.current?.end({ remove: removeQueue }).catch(() => undefined);
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
