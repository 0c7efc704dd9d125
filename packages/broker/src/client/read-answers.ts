import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import type { BrokerAddress } from '../broker-url.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import { createSharedConnection } from '../connection/shared-connection.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { consumeLater } from './consume-later.ts';
import { createAnswerJudge } from './judge-answers.ts';
import { NAME_GRACE_MS } from './link-keeper.ts';
import type { AnswersOptions, LaterAnswer } from './later-answer.ts';
import type { DroppedReplies } from './reply-intake.ts';

const PATIENCE_MS = 300_000;

/** From where answers are read. */
export interface AnswersOrigin {
  readonly address: BrokerAddress;
  readonly connectTimeoutMs: number;
  /** Told of each message that was no answer to believe. */
  readonly drop: (as: keyof DroppedReplies) => void;
}

/**
 * Gives the answers of a queue for later, over a connection of its own that is opened again after a
 * loss. An answer leaves the queue when the next one is asked for, so that what a process dies over
 * comes again.
 */
export async function* readAnswers(
  queue: string,
  from: AnswersOrigin,
  options: AnswersOptions,
): AsyncGenerator<LaterAnswer> {
  const connection = createSharedConnection({ ...from, connectionName: `celeriac ${queue}` });
  const judge = createAnswerJudge(options.lookUp, from.drop);
  const { signal = new AbortController().signal, prefetch = 500 } = options;
  let failures = 0;
  let wasOpen = false;
  let awaySince = performance.now();
  let unjudged: { readonly cause: unknown } | undefined;
  const onOpen = (): void => {
    failures = 0;
    wasOpen = true;
    awaySince = Infinity;
  };
  const tryJudge = async (message: ConsumeMessage): Promise<LaterAnswer | undefined> => {
    try {
      return await judge(message);
    } catch (cause) {
      unjudged = { cause };
      throw cause;
    }
  };
  try {
    while (!signal.aborted) {
      try {
        const consuming = { prefetch, signal, onOpen };
        for await (const [message, channel] of consumeLater(queue, connection, consuming)) {
          const answer = await tryJudge(message);
          if (answer !== undefined) yield answer;
          channel.ack(message);
        }
      } catch (error) {
        if (unjudged !== undefined) throw unjudged.cause;
        const cause = toChannelError(error, from.address, 'taking answers');
        awaySince = Math.min(awaySince, performance.now());
        const patienceMs = toPatienceMs(cause.code, wasOpen, options);
        const isOver = !cause.retryable || performance.now() > awaySince + patienceMs;
        if (isOver && !signal.aborted) throw cause;
      }
      await sleep(toBackOffMs(failures++), undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await connection.close();
  }
}

/** Who finds the queue taken that it had itself may be the one that the broker still counts. */
function toPatienceMs(
  code: string,
  wasOpen: boolean,
  { reconnectTimeoutMs = PATIENCE_MS }: AnswersOptions,
): number {
  return code === 'CLIENT_NAME_TAKEN' && !wasOpen ? NAME_GRACE_MS : reconnectTimeoutMs;
}
