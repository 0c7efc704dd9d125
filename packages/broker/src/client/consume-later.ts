import { once } from 'node:events';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { SharedConnection } from '../connection/shared-connection.ts';
import { declareLaterQueue } from './later-queue.ts';

/** How a queue for later is consumed. */
export interface ConsumeLaterOptions {
  /** Messages fetched ahead. */
  readonly prefetch: number;
  /** Ends it with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told once, when messages can come. */
  readonly onOpen: () => void;
}

/**
 * The messages of a queue for later, with the channel to acknowledge them by; throws what ends the
 * consumer, such as that another has the queue.
 */
export async function* consumeLater(
  queue: string,
  connection: SharedConnection,
  { prefetch, signal, onOpen }: ConsumeLaterOptions,
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
    onOpen();
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
