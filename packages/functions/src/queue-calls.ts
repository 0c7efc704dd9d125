import { DEFAULT_CALL_TIMEOUT_MS } from '@celeriac/broker';
import type { Catalog } from '@celeriac/catalog';
import type { Arguments } from './deployed-functions.ts';
import { prepareCall } from './prepare-call.ts';
import type { SendContext } from './send-call.ts';

/** How one call is queued for later. */
export interface EnqueueOptions {
  /** Bound of the queueing alone, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** How long it may wait for a worker, in milliseconds; default a day, at most a week. */
  readonly expiresMs?: number;
  readonly signal?: AbortSignal;
}

/** What queueing works with. */
export interface QueueParts {
  readonly catalog: Catalog;
  readonly send: SendContext;
  /** The broker user of this program. */
  readonly user: string;
}

/** Answers, and what they have in the store, wait so long for whoever takes them. */
const DAY_MS = 24 * 3_600_000;

/** See `Functions.enqueue`. */
export async function enqueueCall(
  { catalog, send }: Pick<QueueParts, 'catalog' | 'send'>,
  { callName, args }: { readonly callName: string; readonly args: Arguments },
  options: EnqueueOptions,
): Promise<string> {
  const found = await catalog.find(callName);
  const { signal, timeoutMs = DEFAULT_CALL_TIMEOUT_MS, expiresMs = DAY_MS } = options;
  const limitMs = expiresMs + timeoutMs + DAY_MS;
  const context = { ...send, outlivesProcess: true };
  const { request, blobs } = await prepareCall(context, { found, args, limitMs, signal });
  try {
    return await send.client.enqueue(request, { ...options, expiresMs });
  } catch (error) {
    await blobs?.remove({ claimed: false });
    throw error;
  }
}
