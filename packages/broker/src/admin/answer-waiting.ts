import type { Abortable, AnswerOptions, Reply } from '@celeriac/deployment';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { BrokerError } from '../broker-error.ts';
import { publishReply } from '../connection/reply-publisher.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import type { AdminParts } from './admin-parts.ts';

/** Which calls are answered, and how. */
interface WaitingAnswer extends Abortable, AnswerOptions {
  readonly queue: string;
  readonly reason: string;
}

/** Answers on their way to the broker at a time. */
const BATCH = 200;

/**
 * Takes every waiting call off a queue and tells its caller that the app is stopped, or, where a
 * worker had the call before, that this worker was lost; a call leaves
 * the queue only after the broker has its answer. Resolves to how many callers were told.
 */
export async function answerWaiting(parts: AdminParts, options: WaitingAnswer): Promise<number> {
  const { queue, signal } = options;
  const { model } = await parts.connection.get(signal);
  let channel: ConfirmChannel | undefined;
  let ended: unknown;
  try {
    channel = await model.createConfirmChannel();
    channel.on('error', (error) => (ended = error));
    let answered = 0;
    for (;;) {
      const batch = await answerBatch(channel, parts, options);
      answered += batch.filter(Boolean).length;
      if (batch.length < BATCH) return answered;
    }
  } catch (error) {
    const cause = ended ?? error;
    if ((cause as { readonly code?: unknown }).code === 404 && String(cause).includes('no queue'))
      return 0;
    throw toChannelError(cause, parts.address, `answering the calls waiting in "${queue}"`);
  } finally {
    // What was taken and not acknowledged goes back to the queue.
    await channel?.close().catch(() => undefined);
  }
}

async function answerBatch(
  channel: ConfirmChannel,
  parts: AdminParts,
  options: WaitingAnswer,
): Promise<readonly boolean[]> {
  const answers: Promise<boolean>[] = [];
  while (answers.length < BATCH) {
    if (options.signal?.aborted === true)
      throw new BrokerError('CANCELLED', 'Answering waiting calls was cancelled.', {
        cause: options.signal.reason,
      });
    const message = await channel.get(options.queue);
    if (message === false) break;
    const answer = publishReply(channel, parts.address, {
      to: message,
      reply: toReply(message, options),
    });
    answers.push(
      answer.then((told) => {
        channel.ack(message);
        return told;
      }),
    );
    answers.at(-1)?.catch(() => undefined);
  }
  return Promise.all(answers);
}

function toReply(
  message: GetMessage,
  { reason, remedy, code = 'APP_STOPPED' }: WaitingAnswer,
): Reply {
  const help = remedy === undefined ? {} : { remedy };
  // A worker had it before and was lost with it, so that it may have run is all that is certain.
  if (message.fields.redelivered) {
    const words = `A worker was lost with the call, then: ${reason}`;
    return { kind: 'failure', failure: { code: 'WORKER_LOST', message: words, ...help } };
  }
  return { kind: 'failure', failure: { code, message: reason, ...help } };
}
