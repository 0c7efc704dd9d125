import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Abortable,
  parseImportTimes,
  readyRoutingKey,
  type ReadyWatch,
  type ReadyWord,
  RESULTS_EXCHANGE,
} from '@celeriac/deployment';
import type { Channel, ConsumeMessage } from 'amqplib';
import { BrokerError } from '../broker-error.ts';
import { toChannelError } from '../connection/to-channel-error.ts';
import type { AdminParts } from './admin-parts.ts';
import { readQueueStatus } from './read-queue-status.ts';

/** Which worker is waited for; see the port `BrokerAdmin.watchReady`. */
export interface WatchReadyOptions extends Abortable {
  readonly worker: string;
  readonly queue: string;
  readonly user: string;
}

/** How often the consumers of the queue are looked at, beside waiting for the worker's own word. */
const LOOK_MS = 1_000;

/** Subscribes to the worker's word that it consumes, and looks whether it does so already. */
export async function watchReady(
  parts: AdminParts,
  options: WatchReadyOptions,
): Promise<ReadyWatch> {
  const { worker, user, signal } = options;
  const { promise: ready, resolve, reject } = Promise.withResolvers<ReadyWord>();
  ready.catch(() => undefined);
  const over = new AbortController();
  const fail = (cause: unknown): void =>
    reject(toChannelError(cause, parts.address, `waiting for the worker "${worker}"`));
  const onAbort = (): void =>
    reject(
      new BrokerError('CANCELLED', `Waiting for the worker "${worker}" was cancelled.`, {
        cause: signal?.reason,
      }),
    );

  const { model } = await parts.connection.get(signal);
  let channel: Channel;
  try {
    channel = await model.createChannel();
    channel.on('error', fail);
    const { queue } = await channel.assertQueue('', { exclusive: true, durable: false });
    await channel.bindQueue(queue, RESULTS_EXCHANGE, readyRoutingKey(worker));
    const onWord = (message: ConsumeMessage | null): void => {
      if (message === null) fail(undefined);
      else if (message.properties.userId === user) resolve(parseWord(message.content));
    };
    await channel.consume(queue, onWord, { noAck: true });
  } catch (error) {
    throw toChannelError(error, parts.address, 'watching for workers');
  }
  const forget = parts.connection.onLost(fail);
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  void lookUntilReady(parts, { worker, queue: options.queue, over: over.signal }).then(
    (found) => found && resolve({}),
    reject,
  );
  const end = async (): Promise<void> => {
    over.abort();
    forget();
    signal?.removeEventListener('abort', onAbort);
    await channel.close().catch(() => undefined);
  };
  void ready.catch(() => undefined).then(() => over.abort());
  return { ready, [Symbol.asyncDispose]: end };
}

/** A worker that consumes is ready, whatever else it says. */
function parseWord(content: Buffer): ReadyWord {
  try {
    const word = JSON.parse(content.toString()) as { readonly imports?: unknown } | null;
    const imports = parseImportTimes(word?.imports);
    return imports === undefined ? {} : { imports };
  } catch {
    return {};
  }
}

async function lookUntilReady(
  parts: AdminParts,
  options: { readonly worker: string; readonly queue: string; readonly over: AbortSignal },
): Promise<boolean> {
  const { worker, queue, over } = options;
  while (!over.aborted) {
    try {
      const status = await readQueueStatus(parts, queue, over);
      if (status?.consumers.includes(worker) === true) return true;
      await sleep(LOOK_MS, undefined, { signal: over });
    } catch (error) {
      if (over.aborted) return false;
      if (!(error instanceof BrokerError) || !error.retryable) throw error;
    }
  }
  return false;
}
