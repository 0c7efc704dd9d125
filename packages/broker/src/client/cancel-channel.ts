import { type CancelMessage, CONTROL_EXCHANGE } from '@celeriac/deployment';
import type { ChannelModel, ConfirmChannel } from 'amqplib';

/** What is to be told to the workers of a queue. */
export interface Cancellation {
  readonly queue: string;
  readonly message: CancelMessage;
  /** After so long the broker need not tell it any more. */
  readonly expirationMs: number;
}

/**
 * Makes a way to the workers' control queues, on a channel of its own: where the broker refuses it,
 * calls go on.
 */
export function createCancelChannel(model: ChannelModel): (cancellation: Cancellation) => void {
  let opening: Promise<ConfirmChannel> | undefined;
  const open = async (): Promise<ConfirmChannel> => {
    const channel = await model.createConfirmChannel();
    channel.on('error', () => undefined);
    channel.on('close', () => (opening = undefined));
    return channel;
  };
  return ({ queue, message, expirationMs }) => {
    const channel = (opening ??= open());
    const body = Buffer.from(JSON.stringify(message));
    const options = {
      persistent: true,
      contentType: 'application/json',
      expiration: String(Math.ceil(expirationMs)),
    };
    channel
      .then(
        (open) => open.publish(CONTROL_EXCHANGE, queue, body, options),
        () => (opening = undefined),
      )
      // A channel that has just closed throws.
      .catch(() => undefined);
  };
}
