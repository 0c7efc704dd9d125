import type { ConsumeMessage } from 'amqplib';
import type { BrokerError } from '../broker-error.ts';
import { createCallQueue } from './call-queue.ts';
import * as errors from './call-errors.ts';
import { createDeadlines } from './deadlines.ts';
import type { Link } from './open-link.ts';
import type { LinkKeeperEvents } from './link-keeper.ts';
import { createQueueWatch } from './queue-watch.ts';
import { createReplyIntake, type DroppedReplies } from './reply-intake.ts';
import { isQueued, settle, type TaskCall } from './task-call.ts';
import { toTaskProperties } from './task-message.ts';
import { createWakeWords } from './wake-words.ts';

/** Counts of what a client did and holds. */
export interface DispatcherStats {
  /** Calls sent and not answered. */
  readonly inFlight: number;
  /** Calls that wait in this client for room or a connection. */
  readonly waiting: number;
  /** Calls sent since the client was made. */
  readonly sent: number;
  /** Those of them that the broker is known to have; they survive this process, its broker and its network. */
  readonly confirmed: number;
  /** Calls of idempotent functions that were sent again after a loss of the connection. */
  readonly resent: number;
  /** Calls answered, with a value or a failure. */
  readonly answered: number;
  /** Replies of calls of an earlier process that wait to be attached to. */
  readonly unclaimed: number;
  /** Messages that came to the reply queue and were no answer to believe. */
  readonly dropped: DroppedReplies;
}

/** Sends calls and settles them; what a link tells goes in by `LinkKeeperEvents`. */
export interface Dispatcher extends LinkKeeperEvents {
  start(call: TaskCall): void;
  /** Waits for the answers to a call that an earlier process sent. */
  adopt(call: TaskCall): void;
  /** The call of that id, where one is in flight. */
  find(callId: string): TaskCall | undefined;
  /** Ends a call; nothing happens where it is over. */
  end(call: TaskCall, error: Error): void;
  /** Ends every call, and refuses those that come. */
  close(error: BrokerError): void;
  /** Counts a reply that was dropped elsewhere. */
  countDropped(as: keyof DroppedReplies): void;
  stats(): DispatcherStats;
}

/** How much a dispatcher takes on. */
export interface DispatcherOptions {
  readonly maxInFlight: number;
  /** Whether replies of calls that are not known wait for somebody who attaches to them. */
  readonly keepUnclaimed: boolean;
  /** Told of each call that is sent for the first time. */
  readonly onSent: (queue: string, task: string) => void;
}

/** Makes the keeper of calls; `getLink` asks for a link where there is none. */
export function createDispatcher(
  { maxInFlight, keepUnclaimed, onSent }: DispatcherOptions,
  getLink: () => Link | undefined,
): Dispatcher {
  const inFlight = new Map<string, TaskCall>();
  const queue = createCallQueue();
  const wakes = createWakeWords();
  const deadlines = createDeadlines<TaskCall>((call) => void onOver(call));
  let sent = 0;
  let confirmed = 0;
  let resent = 0;
  let writable = true;
  let blockedBy: string | undefined;
  let closedBy: BrokerError | undefined;
  let lastError: BrokerError | undefined;

  const end = (call: TaskCall, error: Error | undefined, value?: unknown): void => {
    if (call.state === 'done') return;
    if (call.state === 'waiting') queue.forget();
    inFlight.delete(call.correlationId);
    intake.forgo(call.correlationId);
    deadlines.remove(call);
    settle(call, error, value);
    if (queue.size > 0) pump();
  };
  const endAll = (toError: (call: TaskCall) => Error): void => {
    const calls = [...inFlight.values()];
    for (const call of calls) end(call, toError(call));
  };
  const endWaiting = (toError: (call: TaskCall) => Error): void => {
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
      const error = toError(call);
      // It is out of the queue already, so `end` must not count it there again.
      call.state = 'queued';
      end(call, error);
    }
  };
  const pump = (): void => {
    while (queue.size > 0 && writable && inFlight.size < maxInFlight) {
      const link = getLink();
      if (link === undefined) return;
      const call = queue.shift();
      if (call !== undefined) send(call, link);
    }
  };
  const send = (call: TaskCall, link: Link): void => {
    const { id, correlationId, wanted, trace, later } = call;
    const remainingMs = later?.expiresMs ?? call.deadline - performance.now();
    const replyTo = later?.queue ?? link.replyQueue;
    const own = { id, correlationId, wanted, replyTo, remainingMs, trace };
    const properties = toTaskProperties(call.request, own);
    call.state = 'queued';
    inFlight.set(correlationId, call);
    try {
      writable = link.publish(call.request.queue, call.body ?? Buffer.alloc(0), properties);
    } catch (error) {
      return end(call, errors.unsendable(call, error));
    }
    watch.arm();
    const word = wakes.wordFor(call.request, link.replyQueue);
    if (word !== undefined) link.wake(word);
    if (call.sent++ > 0) resent++;
    else {
      sent++;
      onSent(call.request.queue, call.request.task);
    }
    if (call.request.idempotent !== true) call.body = undefined;
  };
  // The broker may have it or not: only what may run twice is sent again.
  const onUnconfirmed = (call: TaskCall, error: BrokerError): void => {
    if (call.request.idempotent !== true) return end(call, errors.endedBy(call, error));
    inFlight.delete(call.correlationId);
    call.state = 'waiting';
    queue.push(call);
  };
  const onOver = async (call: TaskCall): Promise<void> => {
    if (call.state === 'waiting' && getLink() === undefined && lastError !== undefined)
      return end(call, errors.endedBy(call, lastError));
    const look = isQueued(call) ? await getLink()?.look(call.request.queue) : undefined;
    end(call, errors.timedOut(call, look));
  };
  const endById = (id: string, toError: (call: TaskCall) => Error): void => {
    const call = inFlight.get(id);
    if (call !== undefined) end(call, toError(call));
  };
  const watch = createQueueWatch({
    calls: () => inFlight.values(),
    look: async (queue) => getLink()?.look(queue),
    onGone: (call) => end(call, errors.queueGone(call)),
  });
  const settleMessage = (message: ConsumeMessage): void => getLink()?.settle(message);
  const intake = createReplyIntake({
    keepUnclaimed,
    find: (id) => inFlight.get(id),
    takeNews: (message) => wakes.take(message, inFlight.values()),
    end,
    settleMessage,
  });

  return {
    start(call) {
      if (closedBy !== undefined) return settle(call, errors.endedBy(call, closedBy));
      if (blockedBy !== undefined) return settle(call, errors.blocked(call, blockedBy));
      if (inFlight.has(call.correlationId)) return settle(call, errors.idInFlight(call));
      deadlines.add(call);
      queue.push(call);
      pump();
    },
    adopt(call) {
      if (closedBy !== undefined) return settle(call, errors.endedBy(call, closedBy));
      if (!keepUnclaimed) return settle(call, errors.notUnderWay(call));
      if (intake.hasEnded(call.id)) return settle(call, errors.endedBefore(call));
      call.state = 'queued';
      call.sent = 1;
      call.confirmed = true;
      inFlight.set(call.id, call);
      deadlines.add(call);
      watch.arm();
      // The caller first gets the call, and may ask for its events then.
      queueMicrotask(() => intake.claim(call));
    },
    find: (callId) => inFlight.get(callId),
    end,
    close(error) {
      closedBy = error;
      endWaiting((call) => errors.endedBy(call, error));
      endAll((call) => errors.endedBy(call, error));
      deadlines.clear();
      watch.close();
    },
    stats: () => ({
      inFlight: inFlight.size,
      waiting: queue.size,
      sent,
      confirmed,
      resent,
      ...intake.stats(),
    }),
    countDropped: intake.countDropped,
    onReply: (message) => intake.take(message),
    onConfirmed(id) {
      confirmed++;
      const call = inFlight.get(id);
      if (call === undefined) return;
      call.confirmed = true;
      call.body = undefined;
      if (call.later !== undefined) end(call, undefined, call.id);
    },
    onReturned: (id) => endById(id, errors.appStopped),
    onRefused: (id) => endById(id, errors.queueFull),
    onDrain() {
      writable = true;
      pump();
    },
    onBlocked(reason) {
      blockedBy = reason;
      endWaiting((call) => errors.blocked(call, reason));
    },
    onUnblocked() {
      blockedBy = undefined;
    },
    onRepliesLost: () => intake.forget(),
    onRepliesBack(isNew) {
      if (isNew) endAll(errors.replyQueueLost);
    },
    onLost(error) {
      lastError = error;
      writable = true;
      blockedBy = undefined;
      intake.forget();
      for (const call of [...inFlight.values()])
        if (!call.confirmed && isQueued(call)) onUnconfirmed(call, error);
    },
    onOpen(link) {
      lastError = undefined;
      if (link.isNew) endAll(errors.replyQueueLost);
      pump();
    },
    onGivenUp(error) {
      lastError = error;
      endWaiting((call) => errors.endedBy(call, error));
      if (!error.retryable) endAll((call) => errors.endedBy(call, error));
      // Whoever is still waited for is worth another attempt.
      else if (inFlight.size > 0) getLink();
    },
  };
}
