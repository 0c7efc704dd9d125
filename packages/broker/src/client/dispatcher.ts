import type { ConsumeMessage } from 'amqplib';
import type { ReplyEvent } from '@celeriac/deployment';
import type { BrokerError } from '../broker-error.ts';
import { createCallQueue } from './call-queue.ts';
import * as errors from './call-errors.ts';
import { createDeadlines } from './deadlines.ts';
import type { Link } from './open-link.ts';
import type { LinkKeeperEvents } from './link-keeper.ts';
import { eventsOf, type TaskCall } from './task-call.ts';
import { toTaskProperties } from './task-message.ts';
import { type AnsweredCall, parseReply, toReplyError } from './task-reply.ts';

/** Counts of what a client did and holds. */
export interface DispatcherStats {
  /** Calls sent and not answered. */
  readonly inFlight: number;
  /** Calls that wait in this client for room or a connection. */
  readonly waiting: number;
  /** Calls sent since the client was made. */
  readonly sent: number;
  /** Calls answered, with a value or a failure. */
  readonly answered: number;
  /** Messages that came to the reply queue and were no answer to believe. */
  readonly dropped: {
    /** The broker-validated `user_id` is missing or not one that the call trusts. */
    readonly untrusted: number;
    /** No call of that id is in flight: late, repeated, or given up. */
    readonly unmatched: number;
    /** Events that had come before. */
    readonly repeated: number;
  };
}

/** Sends calls and settles them; what a link tells goes in by `LinkKeeperEvents`. */
export interface Dispatcher extends LinkKeeperEvents {
  start(call: TaskCall): void;
  /** Ends a call that was not started. */
  refuse(call: TaskCall, error: Error): void;
  /** Ends a call that was; nothing happens where it is over. */
  end(call: TaskCall, error: Error): void;
  /** Ends every call, and refuses those that come. */
  close(error: BrokerError): void;
  stats(): DispatcherStats;
}

/** Makes the keeper of calls; `getLink` asks for a link where there is none. */
export function createDispatcher(maxInFlight: number, getLink: () => Link | undefined): Dispatcher {
  const inFlight = new Map<string, TaskCall>();
  const queue = createCallQueue();
  const deadlines = createDeadlines<TaskCall>((call) => void onOver(call));
  const dropped = { untrusted: 0, unmatched: 0, repeated: 0 };
  let sent = 0;
  let answered = 0;
  let writable = true;
  let blockedBy: string | undefined;
  let closedBy: BrokerError | undefined;
  let lastError: BrokerError | undefined;

  const end = (call: TaskCall, error: Error | undefined, value?: unknown): void => {
    if (call.state === 'done') return;
    if (call.state === 'waiting') queue.forget();
    inFlight.delete(call.id);
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
    const remainingMs = call.deadline - performance.now();
    const { id, wanted } = call;
    const properties = toTaskProperties(call.request, {
      id,
      wanted,
      replyTo: link.replyQueue,
      remainingMs,
    });
    call.state = 'queued';
    inFlight.set(call.id, call);
    try {
      writable = link.publish(call.request.queue, call.body ?? Buffer.alloc(0), properties);
      call.body = undefined;
      sent++;
    } catch (error) {
      end(call, errors.unsendable(call, error));
    }
  };
  const onOver = async (call: TaskCall): Promise<void> => {
    if (call.state === 'waiting' && getLink() === undefined && lastError !== undefined)
      return end(call, errors.endedBy(call, lastError));
    const look = call.state === 'queued' ? await getLink()?.look(call.request.queue) : undefined;
    end(call, errors.timedOut(call, look));
  };
  const onReply = (message: ConsumeMessage): void => {
    const call = inFlight.get(String(message.properties.correlationId));
    if (call === undefined) return void dropped.unmatched++;
    const userId: unknown = message.properties.userId;
    if (typeof userId !== 'string' || !call.request.trustedUsers.includes(userId))
      return void dropped.untrusted++;
    const contentType: unknown = message.properties.contentType;
    const reply = parseReply(message.content, {
      contentType,
      readValue: call.request.readValue,
    });
    if (reply === undefined) return end(call, errors.badReply(call));
    if (reply.kind !== 'result' && reply.kind !== 'failure') return onEvent(call, reply, message);
    answered++;
    if (reply.kind === 'result') end(call, undefined, reply.value);
    else end(call, toReplyError(reply.failure, toAnswered(call)));
  };
  const onEvent = (call: TaskCall, event: ReplyEvent, message: ConsumeMessage): void => {
    if (!eventsOf(call).take(event, message.content.length)) return void dropped.repeated++;
    if (event.kind !== 'started') return;
    call.worker = event.worker;
    if (call.state !== 'queued') return;
    call.state = 'started';
    // The caller's own error must reach the caller's process, and not the channel.
    if (call.onStarted !== undefined) queueMicrotask(() => call.onStarted?.(event.worker));
  };
  const endById = (id: string, toError: (call: TaskCall) => Error): void => {
    const call = inFlight.get(id);
    if (call !== undefined) end(call, toError(call));
  };

  return {
    start(call) {
      if (closedBy !== undefined) return settle(call, errors.endedBy(call, closedBy));
      if (blockedBy !== undefined) return settle(call, errors.blocked(call, blockedBy));
      if (inFlight.has(call.id)) return settle(call, errors.idInFlight(call));
      deadlines.add(call);
      queue.push(call);
      pump();
    },
    refuse: settle,
    end,
    close(error) {
      closedBy = error;
      endWaiting((call) => errors.endedBy(call, error));
      endAll((call) => errors.endedBy(call, error));
      deadlines.clear();
    },
    stats: () => ({
      inFlight: inFlight.size,
      waiting: queue.size,
      sent,
      answered,
      dropped: { ...dropped },
    }),
    onReply,
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
    onLost(error) {
      lastError = error;
      writable = true;
      blockedBy = undefined;
      endAll((call) => errors.endedBy(call, error));
    },
    onOpen() {
      lastError = undefined;
      pump();
    },
    onGivenUp(error) {
      lastError = error;
      endWaiting((call) => errors.endedBy(call, error));
    },
  };
}

function settle(call: TaskCall, error: Error | undefined, value?: unknown): void {
  call.state = 'done';
  call.error = error;
  call.release?.();
  call.events?.end(error);
  if (error === undefined) call.resolve(value);
  else call.reject(error);
}

function toAnswered(call: TaskCall): AnsweredCall {
  const { id, state, request } = call;
  const { task, queue } = request;
  return { id, tellsStart: errors.tellsStart(call), state, task, queue };
}
