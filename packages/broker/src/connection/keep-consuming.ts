import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError } from '../broker-error.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import { toBackOffMs } from './back-off.ts';
import type { AmqpConnection } from './open-amqp.ts';
import { createSharedConnection } from './shared-connection.ts';
import { toChannelError } from './to-channel-error.ts';

/** What is consumed, and where. */
export interface KeepConsumingOptions {
  /** AMQP URL. */
  readonly url: string;
  readonly connectionName: string;
  /** As in "consuming the dead letters". */
  readonly what: string;
  /** For each attempt. */
  readonly connectTimeoutMs: number;
  /** Closes, whether connecting or connected. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the channel and its consumer on a new connection. */
  readonly begin: (connection: AmqpConnection) => Promise<void>;
}

/** A consumer that comes back after each loss of its connection. */
export interface KeptConsumer {
  readonly connected: boolean;
  /** Why it is not connected. */
  readonly lastError: BrokerError | undefined;
  close(): Promise<void>;
}

/** Begins on a connection of its own, and anew after each loss, until closed; throws for the first time only. */
export async function keepConsuming(options: KeepConsumingOptions): Promise<KeptConsumer> {
  const address = parseBrokerUrl(options.url);
  const { connectionName, connectTimeoutMs } = options;
  const connection = createSharedConnection({ address, connectionName, connectTimeoutMs });
  const over = new AbortController();
  let connected = false;
  let lastError: BrokerError | undefined;

  const consume = async (): Promise<void> => {
    const opened = await connection.get(options.signal);
    try {
      await options.begin(opened);
      connected = true;
    } catch (error) {
      opened.destroy();
      throw toChannelError(error, address, options.what);
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
    lastError = toChannelError(cause, address, options.what);
    void consumeAgain();
  });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    get connected() {
      return connected;
    },
    get lastError() {
      return connected ? undefined : lastError;
    },
    close,
  };
}
