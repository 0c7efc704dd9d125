import { connect, type ChannelModel, type SocketOptions } from 'amqplib';
import type { BrokerAddress } from '../broker-url.ts';
import type { Bound } from './bound.ts';
import { toConnectError } from './to-connect-error.ts';

/** How one connection is opened. */
export interface OpenAmqpOptions {
  /** Bounds the opening; afterwards its signal no longer matters to the connection. */
  readonly bound: Bound;
  /** Shown by the broker in its list of connections. */
  readonly connectionName: string;
  /** Seconds; 0 turns heartbeats off. */
  readonly heartbeatSeconds: number;
}

/** One open AMQP connection that tells once when it is lost. */
export interface AmqpConnection extends AsyncDisposable {
  readonly model: ChannelModel;
  /** Sets the one listener for a loss that `close` did not cause; called at once where it happened. */
  onLost(listener: (cause: unknown) => void): void;
  /** Ends the socket without ceremony, which ends every wait on this connection. */
  destroy(): void;
  /** Says goodbye, for at most a second, then ends the socket; never throws. */
  close(): Promise<void>;
}

const GOODBYE_MS = 1_000;

/** Opens a connection with `noDelay` and heartbeat; throws UNREACHABLE, ACCESS_REFUSED, CANCELLED. */
export async function openAmqp(
  address: BrokerAddress,
  options: OpenAmqpOptions,
): Promise<AmqpConnection> {
  const { bound } = options;
  // The library gives no hold on a socket that is opening; the socket's own abort signal is one.
  const socket = new AbortController();
  const onAbort = (): void => socket.abort();
  bound.signal.addEventListener('abort', onAbort, { once: true });
  const socketOptions: SocketOptions & { readonly signal: AbortSignal } = {
    noDelay: true,
    keepAlive: true,
    signal: socket.signal,
    clientProperties: { connection_name: options.connectionName },
  };
  try {
    bound.signal.throwIfAborted();
    // The library decodes a vhost even where it does not come from a URL.
    const vhost = encodeURIComponent(address.vhost);
    const heartbeat = options.heartbeatSeconds;
    const model = await connect({ ...address, vhost, heartbeat }, socketOptions);
    const connection = toConnection(model, socket);
    if (bound.signal.aborted) connection.destroy();
    bound.signal.throwIfAborted();
    return connection;
  } catch (error) {
    socket.abort();
    throw toConnectError(error, address, bound);
  } finally {
    bound.signal.removeEventListener('abort', onAbort);
  }
}

function toConnection(model: ChannelModel, socket: AbortController): AmqpConnection {
  let lost: { readonly cause: unknown } | undefined;
  let closing = false;
  let listener: ((cause: unknown) => void) | undefined;
  const onEnd = (cause?: unknown): void => {
    if (lost !== undefined || closing) return;
    lost = { cause };
    listener?.(cause);
  };
  model.on('error', onEnd);
  model.on('close', onEnd);
  const close = async (): Promise<void> => {
    closing = true;
    const timer = setTimeout(() => socket.abort(), GOODBYE_MS);
    // A connection that is already closed refuses to be closed, and one that is cut off never answers.
    const ended = new Promise((resolve) => socket.signal.addEventListener('abort', resolve));
    await Promise.race([model.close().catch(() => undefined), ended]);
    clearTimeout(timer);
    socket.abort();
  };
  return {
    model,
    onLost(next) {
      listener = next;
      if (lost !== undefined) next(lost.cause);
    },
    destroy: () => socket.abort(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
