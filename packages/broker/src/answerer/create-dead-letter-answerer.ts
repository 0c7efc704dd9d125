import { setTimeout as sleep } from 'node:timers/promises';
import { DEAD_QUEUE, type Reply } from '@celeriac/deployment';
import type { ConsumeMessage } from 'amqplib';
import { BrokerError } from '../broker-error.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import { publishReply } from '../connection/reply-publisher.ts';
import { createSharedConnection } from '../connection/shared-connection.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import { toDeadLetterFailure } from './to-dead-letter-failure.ts';

/** Where the dead letters are. */
export interface DeadLetterAnswererOptions {
  /** AMQP URL of a user that may consume the dead letters and publish to the results. */
  readonly url: string;
  /** For each attempt; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Closes the answerer, whether it is connecting or connected. */
  readonly signal?: AbortSignal;
}

/** What an answerer did so far. */
export interface DeadLetterStats {
  /** Callers that were told. */
  readonly answered: number;
  /** Messages that name no caller. */
  readonly dropped: number;
  readonly connected: boolean;
  /** Why it is not connected. */
  readonly lastError: BrokerError | undefined;
}

/** Tells callers why their calls were not run. */
export interface DeadLetterAnswerer extends AsyncDisposable {
  stats(): DeadLetterStats;
  /** Leaves nothing open; never throws. */
  close(): Promise<void>;
}

/** Dead letters taken at a time. */
const PREFETCH = 100;

/**
 * Consumes the dead letters and answers each caller with `EXPIRED` or `UNDELIVERABLE`; a message is
 * acknowledged after the broker has the answer. Connects again, for as long as it is open, after
 * a loss. Throws, for the first connecting, as `connectBroker`.
 */
export async function createDeadLetterAnswerer(
  options: DeadLetterAnswererOptions,
): Promise<DeadLetterAnswerer> {
  const address = parseBrokerUrl(options.url);
  const connection = createSharedConnection({
    address,
    connectionName: 'celeriac dead letters',
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  });
  const over = new AbortController();
  let answered = 0;
  let dropped = 0;
  let connected = false;
  let lastError: BrokerError | undefined;

  const consume = async (): Promise<void> => {
    const { model, destroy } = await connection.get(options.signal);
    try {
      const channel = await model.createConfirmChannel();
      // A channel that ends alone takes its connection along, whose loss begins all anew.
      channel.on('error', destroy);
      await channel.prefetch(PREFETCH);
      const answer = async (message: ConsumeMessage): Promise<void> => {
        const failure = toDeadLetterFailure(message.properties.headers);
        const reply: Reply = { kind: 'failure', failure };
        if (await publishReply(channel, address, { to: message, reply })) answered++;
        else dropped++;
        channel.ack(message);
      };
      await channel.consume(DEAD_QUEUE, (message) =>
        // An answer that fails has lost its channel, and the message is in the queue again.
        message === null ? destroy() : void answer(message).catch(() => undefined),
      );
      connected = true;
    } catch (error) {
      destroy();
      throw toChannelError(error, address, 'consuming the dead letters');
    }
  };
  const consumeAgain = async (): Promise<void> => {
    for (let failures = 0; !over.signal.aborted; failures++) {
      try {
        await sleep(toBackOffMs(failures), undefined, { signal: over.signal });
        return await consume();
      } catch (error) {
        if (error instanceof BrokerError) lastError = error;
      }
    }
  };
  const close = async (): Promise<void> => {
    over.abort();
    connected = false;
    options.signal?.removeEventListener('abort', onAbort);
    await connection.close();
  };
  const onAbort = (): void => void close();
  try {
    await consume();
  } catch (error) {
    await connection.close();
    throw error;
  }
  connection.onLost((cause) => {
    if (over.signal.aborted || !connected) return;
    connected = false;
    lastError = toChannelError(cause, address, 'consuming the dead letters');
    void consumeAgain();
  });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    stats: () => ({ answered, dropped, connected, lastError: connected ? undefined : lastError }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
