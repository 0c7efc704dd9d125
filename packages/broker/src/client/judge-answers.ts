import type { ConsumeMessage } from 'amqplib';
import { BrokerError } from '../broker-error.ts';
import { createEventOrder, type EventOrder } from './event-order.ts';
import type { AnswersOptions, LaterAnswer } from './later-answer.ts';
import { fromLaterCorrelation } from './later-queue.ts';
import { createRecentMap } from './recent-map.ts';
import type { DroppedReplies } from './reply-intake.ts';
import { parseReply, toReplyError } from './task-reply.ts';

/** Calls whose answers were given and may come again, for the broker may not have heard of it. */
const REMEMBERED = 10_000;

/**
 * Makes what finds in a message of a queue for later the answer to give; `undefined` where there is
 * none, which `drop` is told unless it is an event that only a caller who waits is told.
 *
 * Nothing but what was given is remembered: whatever nobody believes leaves no trace.
 */
export function createAnswerJudge(
  lookUp: AnswersOptions['lookUp'],
  drop: (as: keyof DroppedReplies) => void,
): (message: ConsumeMessage) => Promise<LaterAnswer | undefined> {
  const ended = createRecentMap<true>(REMEMBERED);
  const orders = createRecentMap<EventOrder>(REMEMBERED);

  return async ({ properties, content }) => {
    const { correlationId, contentType, userId } = properties as {
      readonly [key in 'correlationId' | 'contentType' | 'userId']: unknown;
    };
    const call = fromLaterCorrelation(correlationId);
    if (call === undefined) return void drop('unmatched');
    if (typeof userId !== 'string') return void drop('untrusted');
    const source = await lookUp({ ...call, userId });
    if (source?.trustedUsers.includes(userId) !== true) return void drop('untrusted');
    const key = String(correlationId);
    if (ended.get(key) === true) return void drop('repeated');

    const reply = parseReply(content, { contentType, readValue: source.readValue });
    if (reply?.kind === 'partial') {
      const order = orders.get(key) ?? createEventOrder();
      orders.set(key, order);
      if (!order.isNews(reply) || !order.isNewValue()) return void drop('repeated');
      return { ...call, kind: 'partial', value: reply.value };
    }
    if (reply !== undefined && reply.kind !== 'result' && reply.kind !== 'failure')
      return undefined;
    ended.set(key, true);
    if (reply?.kind === 'result') return { ...call, kind: 'result', value: reply.value };
    const of = { ...call, queue: source.queue, tellsStart: false, state: 'queued' } as const;
    const error = reply ? toReplyError(reply.failure, of) : badAnswer(call);
    return { ...call, kind: 'failure', error };
  };
}

function badAnswer({ id, task }: { readonly id: string; readonly task: string }): BrokerError {
  return new BrokerError('BAD_REPLY', `The answer of ${task} cannot be read.`, {
    callId: id,
    task,
    maybeExecuted: true,
    remedy: 'Deploy the plugin again, so that its worker and this client are of one version.',
  });
}
