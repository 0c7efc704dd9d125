import type { ReplyEvent } from '@celeriac/deployment';
import type { ConsumeMessage } from 'amqplib';
import * as errors from './call-errors.ts';
import { createRecentMap } from './recent-map.ts';
import { eventsOf, isQueued, type TaskCall } from './task-call.ts';
import { parseReply, toReplyError } from './task-reply.ts';
import { createUnclaimedReplies } from './unclaimed-replies.ts';

/** Counts of messages that came as replies, at once or later, and were no answer to believe. */
export interface DroppedReplies {
  /** The broker-validated `user_id` is missing or not one that the call trusts. */
  readonly untrusted: number;
  /** No call of that id is in flight: late, repeated, or given up. */
  readonly unmatched: number;
  /** Events, and answers for later, that had come before. */
  readonly repeated: number;
}

/** Calls that ended here last; the late replies of others wait as those of an earlier process do. */
const REMEMBERED = 50_000;

/** Where replies come in and find their calls. */
export interface ReplyIntake {
  /** Takes a message; says whether it is done with, else `settleMessage` is called for it later. */
  take(message: ConsumeMessage): boolean;
  /** A call has ended here: what comes of it from now on is late. */
  forgo(callId: string): void;
  hasEnded(callId: string): boolean;
  /** Gives a call the replies that came before anybody asked for it. */
  claim(call: TaskCall): void;
  /** The connection is lost: what is not settled comes again. */
  forget(): void;
  /** Counts a message that was dropped elsewhere. */
  countDropped(as: keyof DroppedReplies): void;
  stats(): {
    readonly answered: number;
    readonly unclaimed: number;
    readonly dropped: DroppedReplies;
  };
}

/** Makes the intake of one client. */
export function createReplyIntake(over: {
  readonly keepUnclaimed: boolean;
  readonly find: (callId: string) => TaskCall | undefined;
  /** Takes what is said of apps rather than of calls; `false` where a message is none of that. */
  readonly takeNews: (message: ConsumeMessage) => boolean;
  readonly end: (call: TaskCall, error: Error | undefined, value?: unknown) => void;
  readonly settleMessage: (message: ConsumeMessage) => void;
}): ReplyIntake {
  const { find, end, settleMessage } = over;
  const dropped = { untrusted: 0, unmatched: 0, repeated: 0 };
  let answered = 0;
  // Only who keeps replies for others has to know its own.
  const ended = createRecentMap<true>(REMEMBERED);
  const unclaimed = createUnclaimedReplies((message) => {
    dropped.unmatched++;
    settleMessage(message);
  });

  const give = (call: TaskCall, message: ConsumeMessage): void => {
    const userId: unknown = message.properties.userId;
    if (typeof userId !== 'string' || !call.request.trustedUsers.includes(userId))
      return void dropped.untrusted++;
    const contentType: unknown = message.properties.contentType;
    const { readValue } = call.request;
    const reply = parseReply(message.content, { contentType, readValue });
    if (reply === undefined) return end(call, errors.badReply(call));
    if (reply.kind !== 'result' && reply.kind !== 'failure')
      return onEvent(call, reply, message.content.length);
    answered++;
    if (reply.kind === 'result') return end(call, undefined, reply.value);
    const { id, state, request } = call;
    const { task, queue } = request;
    const answer = { id, tellsStart: errors.tellsStart(call), state, task, queue };
    end(call, toReplyError(reply.failure, answer));
  };
  const onEvent = (call: TaskCall, event: ReplyEvent, bytes: number): void => {
    if (!eventsOf(call).take(event, bytes)) return void dropped.repeated++;
    if (event.kind !== 'started') return;
    call.worker = event.worker;
    if (!isQueued(call)) return;
    call.state = 'started';
    // The caller's own error must reach the caller's process, and not the channel.
    if (call.onStarted !== undefined) queueMicrotask(() => call.onStarted?.(event.worker));
  };
  return {
    take(message) {
      const callId = String(message.properties.correlationId);
      const call = find(callId);
      if (call !== undefined) give(call, message);
      else if (over.takeNews(message)) return true;
      else if (!over.keepUnclaimed || ended.get(callId) === true) dropped.unmatched++;
      else {
        unclaimed.keep(message);
        return false;
      }
      return true;
    },
    forgo(callId) {
      if (over.keepUnclaimed) ended.set(callId, true);
    },
    hasEnded: (callId) => ended.get(callId) === true,
    claim(call) {
      for (const message of unclaimed.claim(call.id)) {
        if (call.state === 'done') dropped.unmatched++;
        else give(call, message);
        settleMessage(message);
      }
    },
    forget: () => unclaimed.clear(),
    countDropped: (as) => void dropped[as]++,
    stats: () => ({ answered, unclaimed: unclaimed.size, dropped: { ...dropped } }),
  };
}
