import { BrokerError } from '../broker-error.ts';
import type { BrokerAddress } from '../broker-url.ts';
import { createBound } from './bound.ts';
import { openAmqp, type AmqpConnection } from './open-amqp.ts';
import { untilAborted } from './until-aborted.ts';

/** One connection for many users, opened when it is asked for and again after a loss. */
export interface SharedConnection {
  get(signal?: AbortSignal): Promise<AmqpConnection>;
  /** Told of each loss, and of `close` as `CLOSED`, until taken off again. */
  onLost(listener: (cause: unknown) => void): () => void;
  close(): Promise<void>;
}

/** Makes one that is not open yet; `get` throws `UNREACHABLE`, `ACCESS_REFUSED`, `CLOSED`. */
export function createSharedConnection(options: {
  readonly address: BrokerAddress;
  readonly connectionName: string;
  readonly connectTimeoutMs: number;
}): SharedConnection {
  const listeners = new Set<(cause: unknown) => void>();
  let current: Promise<AmqpConnection> | undefined;
  const over = new AbortController();

  const open = async (): Promise<AmqpConnection> => {
    using bound = createBound(options.connectTimeoutMs, over.signal);
    const { address, connectionName } = options;
    const connection = await openAmqp(address, { bound, connectionName, heartbeatSeconds: 10 });
    connection.onLost((cause) => {
      current = undefined;
      connection.destroy();
      for (const listener of listeners) listener(cause);
    });
    return connection;
  };
  return {
    async get(signal) {
      if (over.signal.aborted) throw closedError();
      if (current === undefined) {
        const opening = open();
        current = opening;
        opening.catch(() => {
          if (current === opening) current = undefined;
        });
      }
      return untilAborted(current, { what: 'Connecting to the broker', signal });
    },
    onLost(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      over.abort();
      for (const listener of listeners) listener(closedError());
      const connection = await current?.catch(() => undefined);
      await connection?.close();
      current = undefined;
    },
  };
}

function closedError(): BrokerError {
  return new BrokerError('CLOSED', 'This connection to the broker was closed.');
}
