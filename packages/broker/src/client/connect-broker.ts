import { BrokerError } from '../broker-error.ts';
import { parseBrokerUrl } from '../broker-url.ts';
import type { BrokerClient, BrokerClientOptions } from './broker-client.ts';
import * as errors from './call-errors.ts';
import { createTaskCall, renderCall } from './create-task-call.ts';
import { createDispatcher } from './dispatcher.ts';
import { createLinkKeeper, type LinkKeeper } from './link-keeper.ts';
import { toPendingCall, type TaskCall } from './task-call.ts';

const MIB = 1_048_576;

/**
 * Connects to the broker, once to publish and once to consume, and makes the client's reply queue.
 *
 * Throws `UNREACHABLE`, `ACCESS_REFUSED`, `NOT_DEPLOYED` (what every app shares is not there yet),
 * `CLIENT_NAME_TAKEN`, `CANCELLED` or `INVALID_OPTION`, leaving nothing open.
 */
export async function connectBroker(options: BrokerClientOptions): Promise<BrokerClient> {
  const address = parseBrokerUrl(options.url);
  const maxMessageBytes = options.maxMessageBytes ?? 16 * MIB;
  let closed: Promise<void> | undefined;
  const dispatcher = createDispatcher(options.maxInFlight ?? 10_000, () => {
    keeper.want();
    return keeper.link;
  });
  const keeper: LinkKeeper = await createLinkKeeper(
    {
      address,
      clientName: options.clientName,
      heartbeatSeconds: options.heartbeatSeconds ?? 10,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      reconnectTimeoutMs: options.reconnectTimeoutMs ?? 30_000,
    },
    dispatcher,
    options.signal,
  );

  const cancel = (call: TaskCall, reason: unknown): void =>
    dispatcher.end(call, errors.cancelled(call, reason));
  const watch = (call: TaskCall, signal: AbortSignal): void => {
    const onAbort = (): void => cancel(call, signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    call.release = () => signal.removeEventListener('abort', onAbort);
  };
  const close = (): Promise<void> => {
    dispatcher.close(new BrokerError('CLOSED', 'this client of the broker was closed.'));
    return (closed ??= keeper.close());
  };
  return {
    call(request, callOptions = {}) {
      const call = createTaskCall(request, callOptions);
      const { signal } = callOptions;
      const refusal = renderCall(call, maxMessageBytes);
      if (refusal !== undefined) dispatcher.refuse(call, refusal);
      else if (signal?.aborted === true)
        dispatcher.refuse(call, errors.cancelled(call, signal.reason));
      else {
        if (signal !== undefined) watch(call, signal);
        dispatcher.start(call);
      }
      return toPendingCall(call, cancel);
    },
    stats: () => ({
      ...dispatcher.stats(),
      connected: keeper.link !== undefined,
      reconnects: keeper.reconnects,
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
