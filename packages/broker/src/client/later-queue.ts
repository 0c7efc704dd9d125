import { RESULTS_EXCHANGE } from '@celeriac/deployment';
import type { ChannelModel } from 'amqplib';

/** Answers that nobody takes go after a day without anybody who would. */
const EXPIRES_MS = 24 * 3_600_000;

/** The queue of the answers to what a client of that name queued for later. */
export function laterQueue(clientName: string): string {
  return `celeriac.later.${clientName}`;
}

/** Makes the queue where it is missing. */
export async function declareLaterQueue(model: ChannelModel, queue: string): Promise<void> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  await channel.assertQueue(queue, {
    durable: true,
    arguments: { 'x-queue-type': 'classic', 'x-expires': EXPIRES_MS },
  });
  await channel.bindQueue(queue, RESULTS_EXCHANGE, queue);
  await channel.close();
}

/** What an answer for later is named by: whoever takes it knows nothing else of its call. */
export function toLaterCorrelation(id: string, task: string): string {
  return `${id} ${task}`;
}

/** The id and call name in `toLaterCorrelation`; `undefined` where it is none. */
export function fromLaterCorrelation(
  correlationId: unknown,
): { readonly id: string; readonly task: string } | undefined {
  const text = typeof correlationId === 'string' ? correlationId : '';
  const at = text.indexOf(' ');
  return at < 0 ? undefined : { id: text.slice(0, at), task: text.slice(at + 1) };
}
