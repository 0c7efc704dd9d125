import { type AppNews, type Reply, RESULTS_EXCHANGE } from '@celeriac/deployment';
import type { ConfirmChannel, Message } from 'amqplib';
import type { BrokerAddress } from '../broker-url.ts';

/**
 * Answers the caller of a task message in a worker's stead, as the user that we are; resolves when
 * the broker has the answer, to `false` where the message names no caller.
 */
export function publishReply(
  channel: ConfirmChannel,
  address: BrokerAddress,
  answer: { readonly to: Message; readonly reply: Reply | AppNews },
): Promise<boolean> {
  const replyTo: unknown = answer.to.properties.replyTo;
  const correlationId: unknown = answer.to.properties.correlationId;
  if (typeof replyTo !== 'string' || typeof correlationId !== 'string')
    return Promise.resolve(false);
  const body = Buffer.from(JSON.stringify(answer.reply));
  return new Promise((resolve, reject) => {
    channel.publish(
      RESULTS_EXCHANGE,
      replyTo,
      body,
      {
        correlationId,
        userId: address.username,
        persistent: true,
        contentType: 'application/json',
        contentEncoding: 'utf-8',
      },
      (error: Error | null) => (error === null ? resolve(true) : reject(error)),
    );
  });
}
