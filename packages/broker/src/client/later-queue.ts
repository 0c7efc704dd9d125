import { RESULTS_EXCHANGE } from '@celeriac/deployment';
import type { ChannelModel } from 'amqplib';
import type { LaterCall } from './later-answer.ts';

const DAY_MS = 24 * 3_600_000;

/** The longest that a call which is answered later may wait for a worker: a week. */
export const LONGEST_EXPIRY_MS = 7 * DAY_MS;

/**
 * Of the answers that nobody has taken yet: 8 GiB, some thousand bytes for each of the calls that can
 * wait in a task queue. Workers are refused further ones, and give the calls back.
 */
const MAX_BYTES = 8 * 1_073_741_824;

/** The queue of the answers to what a client of that name queued for later. */
export function laterQueue(clientName: string): string {
  return `celeriac.later.${clientName}`;
}

/**
 * Makes the queue where it is missing. It goes when for so long nobody has taken answers from it and
 * nobody has declared it again: later than the last call that was queued then can expire.
 */
export async function declareLaterQueue(model: ChannelModel, queue: string): Promise<void> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  await channel.assertQueue(queue, {
    durable: true,
    arguments: {
      'x-queue-type': 'classic',
      'x-expires': LONGEST_EXPIRY_MS + DAY_MS,
      'x-max-length-bytes': MAX_BYTES,
      'x-overflow': 'reject-publish',
    },
  });
  await channel.bindQueue(queue, RESULTS_EXCHANGE, queue);
  await channel.close();
}

/** What an answer for later is named by: whoever takes it knows nothing else of its call. */
export function toLaterCorrelation({ id, contract, task }: LaterCall): string {
  return `${id} ${contract} ${task}`;
}

/** The call in `toLaterCorrelation`; `undefined` where it is none. */
export function fromLaterCorrelation(correlationId: unknown): LaterCall | undefined {
  // Call names may hold spaces.
  const found = /^(\S+) (\S+) (.+)$/su.exec(typeof correlationId === 'string' ? correlationId : '');
  const [, id, contract, task] = found ?? [];
  if (id === undefined || contract === undefined || task === undefined) return undefined;
  return { id, contract, task };
}
