import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ConsumeMessage } from 'amqplib';
import { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import { createSharedConnection, type SharedConnection } from '../connection/shared-connection.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { fromLaterCorrelation, declareLaterQueue } from './later-queue.ts';
import type { AnswersOptions, LaterAnswer } from './later-answer.ts';
import { parseReply, toReplyError } from './task-reply.ts';

/** Answers that were given and whose taking the broker may not have heard of. */
const REMEMBERED = 10_000;

/**
 * Gives the answers of a queue for later, over a connection of its own that is opened again after a
 * loss. An answer leaves the queue when the next one is asked for, so that what a process dies over
 * comes again.
 */
export async function* readAnswers(
  queue: string,
  from: { readonly address: BrokerAddress; readonly connectTimeoutMs: number },
  options: AnswersOptions,
): AsyncGenerator<LaterAnswer> {
  const connection = createSharedConnection({ ...from, connectionName: `celeriac ${queue}` });
  const given = new Set<string>();
  const { signal = new AbortController().signal } = options;
  try {
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        for await (const [message, channel] of consume(queue, connection, { ...options, signal })) {
          failures = 0;
          const key = String(message.properties.correlationId);
          const answer = given.has(key) ? undefined : await toAnswer(message, options);
          if (answer !== undefined) yield answer;
          remember(given, key);
          channel.ack(message);
        }
      } catch (error) {
        const cause = toChannelError(error, from.address, 'taking answers');
        if (!cause.retryable && !signal.aborted) throw cause;
      }
      await sleep(toBackOffMs(failures), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await connection.close();
  }
}

async function* consume(
  queue: string,
  connection: SharedConnection,
  { prefetch = 500, signal }: AnswersOptions & { readonly signal: AbortSignal },
): AsyncGenerator<readonly [ConsumeMessage, Channel]> {
  const { model } = await connection.get(signal);
  await declareLaterQueue(model, queue);
  const channel = await model.createChannel();
  const messages: ConsumeMessage[] = [];
  let ended: unknown;
  const end = (cause: unknown): void => {
    ended ??= cause ?? new Error('the consumer was cancelled');
    channel.emit('celeriac');
  };
  const forget = connection.onLost(end);
  channel.on('error', end);
  const onAbort = (): void => end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await channel.prefetch(prefetch);
    await channel.consume(
      queue,
      (message) => {
        if (message === null) return end(undefined);
        messages.push(message);
        channel.emit('celeriac');
      },
      { exclusive: true },
    );
    for (;;) {
      const message = messages.shift();
      if (message !== undefined) yield [message, channel];
      else if (ended === undefined) await once(channel, 'celeriac');
      if (ended !== undefined) throw ended as Error;
    }
  } finally {
    forget();
    signal.removeEventListener('abort', onAbort);
    await channel.close().catch(() => undefined);
  }
}

/** `undefined` for what is no answer to believe: it is taken off the queue and not given. */
async function toAnswer(
  message: ConsumeMessage,
  { lookUp }: AnswersOptions,
): Promise<LaterAnswer | undefined> {
  const { correlationId, contentType, userId } = message.properties as {
    readonly [key in 'correlationId' | 'contentType' | 'userId']: unknown;
  };
  const call = fromLaterCorrelation(correlationId);
  const known = call && (await lookUp(call.task));
  if (call === undefined || known === undefined) return undefined;
  if (typeof userId !== 'string' || !known.trustedUsers.includes(userId)) return undefined;
  const reply = parseReply(message.content, { contentType, readValue: known.readValue });
  if (reply?.kind === 'result') return { ...call, kind: 'result', value: reply.value };
  if (reply !== undefined && reply.kind !== 'failure') return undefined;
  if (reply === undefined) {
    const text = `The answer of ${call.task} cannot be read.`;
    const facts = { callId: call.id, task: call.task, maybeExecuted: true };
    return { ...call, kind: 'failure', error: new BrokerError('BAD_REPLY', text, facts) };
  }
  const of = { ...call, queue: known.queue, tellsStart: false, state: 'queued' } as const;
  return { ...call, kind: 'failure', error: toReplyError(reply.failure, of) };
}

function remember(given: Set<string>, key: string): void {
  given.add(key);
  if (given.size <= REMEMBERED) return;
  for (const oldest of given) return void given.delete(oldest);
}
