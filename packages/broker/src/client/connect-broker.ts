import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError } from '../broker-error.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import type { BrokerClient, BrokerClientOptions } from './broker-client.ts';
import * as errors from './call-errors.ts';
import type { ReplyQueue } from './consume-replies.ts';
import { createTaskCall, refuseLater, renderCall } from './create-task-call.ts';
import { createDispatcher } from './dispatcher.ts';
import { createLaterQueueKeeper } from './ensure-later-queue.ts';
import { laterQueue } from './later-queue.ts';
import { createLinkKeeper, type LinkKeeper } from './link-keeper.ts';
import type { Link } from './open-link.ts';
import { readAnswers } from './read-answers.ts';
import { createSentTally } from './sent-tally.ts';
import type { Cancellation } from './side-channel.ts';
import { settle, type TaskCall, toPendingCall } from './task-call.ts';
import type { CallOptions, CancelOptions } from './task-request.ts';

const MIB = 1_048_576;

/** A cancellation outlives its call by so much, for the function may run longer. */
const CANCEL_MS = 60_000;
const MAX_UNTOLD = 10_000;

/** How often it is said how many calls were sent. */
const REPORT_MS = 5_000;
const REPORT_LIMIT_MS = 500;

const ENQUEUE_MS = 30_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Connects to the broker, once to publish and once to consume, and makes the client's reply queue.
 *
 * Throws `UNREACHABLE`, `ACCESS_REFUSED`, `NOT_DEPLOYED` (what every app shares is not there yet),
 * `CLIENT_NAME_TAKEN`, `CANCELLED` or `INVALID_OPTION`, leaving nothing open.
 */
export async function connectBroker(options: BrokerClientOptions): Promise<BrokerClient> {
  const address = parseBrokerUrl(options.url);
  const maxMessageBytes = options.maxMessageBytes ?? 16 * MIB;
  const isNamed = options.clientName !== undefined;
  const name = options.clientName ?? randomUUID();
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  const reconnectTimeoutMs = options.reconnectTimeoutMs ?? 30_000;
  // Cancellations that wait for a connection.
  const untold: Cancellation[] = [];
  const over = new AbortController();
  const tally = createSentTally();
  let closed: Promise<void> | undefined;
  const getLink = (): Link | undefined => {
    keeper.want();
    return keeper.link;
  };
  const later = createLaterQueueKeeper(laterQueue(name), { getLink, over: over.signal });
  const dispatcher = createDispatcher(
    {
      maxInFlight: options.maxInFlight ?? 10_000,
      keepUnclaimed: isNamed,
      onSent: tally.count,
    },
    getLink,
  );
  const keeper: LinkKeeper = await createLinkKeeper(
    {
      address,
      name,
      replyQueue: toReplyQueue(name, isNamed ? undefined : reconnectTimeoutMs),
      getLaterQueue: () => later.wanted,
      heartbeatSeconds: options.heartbeatSeconds ?? 10,
      connectTimeoutMs,
      reconnectTimeoutMs,
    },
    {
      ...dispatcher,
      onOpen(link) {
        dispatcher.onOpen(link);
        for (const cancellation of untold.splice(0)) link.cancel(cancellation);
      },
    },
    options.signal,
  );

  const report = async (): Promise<void> => {
    const counted = keeper.link && tally.take();
    if (counted !== undefined) await keeper.link?.report(counted);
  };
  const reporting = setInterval(() => void report(), REPORT_MS).unref();

  const cancel = (call: TaskCall, { kill = false, reason }: CancelOptions): void => {
    if (call.state === 'done') return;
    const cancellation: Cancellation = {
      queue: call.request.queue,
      message: { kind: 'cancel', id: call.id, mode: kill ? 'kill' : 'soft' },
      expirationMs: Math.max(0, call.deadline - performance.now()) + CANCEL_MS,
    };
    if (call.sent > 0 && keeper.link !== undefined) keeper.link.cancel(cancellation);
    else if (call.sent > 0 && untold.length < MAX_UNTOLD) untold.push(cancellation);
    dispatcher.end(call, errors.cancelled(call, reason));
  };
  const watch = (call: TaskCall, signal: AbortSignal): void => {
    const onAbort = (): void => cancel(call, { reason: signal.reason });
    signal.addEventListener('abort', onAbort, { once: true });
    call.release = () => signal.removeEventListener('abort', onAbort);
  };
  const begin = (
    call: TaskCall,
    { signal }: CallOptions,
    start: (call: TaskCall) => void,
  ): void => {
    if (signal?.aborted === true) return settle(call, errors.cancelled(call, signal.reason));
    if (signal !== undefined) watch(call, signal);
    start(call);
  };
  // A broker that does not answer must not keep the client from closing.
  const endReporting = (): Promise<unknown> =>
    Promise.race([report(), sleep(REPORT_LIMIT_MS, undefined, { ref: false })]);
  const close = (): Promise<void> => {
    over.abort();
    dispatcher.close(new BrokerError('CLOSED', 'this client of the broker was closed.'));
    clearInterval(reporting);
    return (closed ??= endReporting().then(() => keeper.close({ removeQueue: !isNamed })));
  };
  return {
    call(request, callOptions = {}) {
      const call = createTaskCall(request, callOptions);
      const refusal = renderCall(call, request, maxMessageBytes);
      if (refusal !== undefined) settle(call, refusal);
      else begin(call, callOptions, dispatcher.start);
      return toPendingCall(call, cancel);
    },
    attach(attached, callOptions = {}) {
      const known = dispatcher.find(attached.id);
      if (known !== undefined) return toPendingCall(known, cancel);
      const call = createTaskCall({ ...attached, contract: '', kwargs: {} }, callOptions);
      begin(call, callOptions, dispatcher.adopt);
      return toPendingCall(call, cancel);
    },
    async enqueue(request, { expiresMs = DAY_MS, ...enqueueOptions } = {}) {
      requireName(isNamed);
      const callOptions = { timeoutMs: ENQUEUE_MS, ...enqueueOptions };
      const reply = { queue: laterQueue(name), expiresMs };
      const call = createTaskCall(request, callOptions, reply);
      try {
        const refusal = refuseLater(call) ?? renderCall(call, request, maxMessageBytes);
        if (refusal !== undefined) throw refusal;
        await later.ensure(call, enqueueOptions.signal);
        begin(call, callOptions, dispatcher.start);
      } catch (error) {
        settle(call, error as BrokerError);
      }
      return (await call.result) as string;
    },
    answers(answersOptions) {
      requireName(isNamed);
      const signal = AbortSignal.any([
        over.signal,
        ...(answersOptions.signal ? [answersOptions.signal] : []),
      ]);
      const from = { address, connectTimeoutMs, drop: dispatcher.countDropped };
      return readAnswers(laterQueue(name), from, { ...answersOptions, signal });
    },
    stats: () => ({
      ...dispatcher.stats(),
      connected: keeper.link?.isWhole === true,
      reconnects: keeper.reconnects,
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function requireName(isNamed: boolean): void {
  if (isNamed) return;
  throw new BrokerError('INVALID_OPTION', 'A client without a name cannot take answers later.', {
    remedy: 'Give the client a clientName.',
  });
}

/** Ten minutes for a named client; else some time longer than is tried to come back to it. */
function toReplyQueue(name: string, reconnectTimeoutMs: number | undefined): ReplyQueue {
  if (!/^[^\u0000-\u001f]+$/u.test(name) || Buffer.byteLength(name) > 200)
    throw new BrokerError('INVALID_OPTION', 'The clientName is empty, or not fit for a name.', {
      remedy: 'Give it at most 200 bytes, and no control characters.',
    });
  const forGood = reconnectTimeoutMs === undefined;
  return {
    name: `celeriac.reply.${name}`,
    expiresMs: forGood ? 600_000 : Math.max(60_000, 2 * reconnectTimeoutMs),
    // Replies that nobody has asked for yet must not keep the others from coming.
    prefetch: forGood ? 0 : 2_000,
  };
}
