import { type BrokerError, DEFAULT_CALL_TIMEOUT_MS, type TaskFailure } from '@celeriac/broker';
import type { Catalog } from '@celeriac/catalog';
import type { CallBlobs } from '@celeriac/deployment';
import { decodeAnswer } from './decode-answer.ts';
import type { Arguments } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';
import { prepareCall } from './prepare-call.ts';
import { type Answer, createAnswerReader } from './read-answers.ts';
import type { SendContext } from './send-call.ts';

/** How one call is queued for later. */
export interface EnqueueOptions {
  /** Bound of the queueing alone, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** How long it may wait for a worker, in milliseconds; default a day. */
  readonly expiresMs?: number;
  readonly signal?: AbortSignal;
}

/** How a call that was queued for later ended. */
export type QueuedAnswer = {
  /** As `enqueue` gave it. */
  readonly id: string;
  readonly callName: string;
} & (
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly error: BrokerError | TaskFailure | FunctionsError }
);

/** What queueing works with. */
export interface QueueParts {
  readonly catalog: Catalog;
  readonly send: SendContext;
}

/** Answers, and what they have in the store, wait so long for whoever takes them. */
const DAY_MS = 24 * 3_600_000;

/** See `Functions.enqueue`. */
export async function enqueueCall(
  { catalog, send }: QueueParts,
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

/** See `Functions.answers`. */
export async function* readQueued(
  { catalog, send }: QueueParts,
  signal: AbortSignal | undefined,
): AsyncGenerator<QueuedAnswer> {
  const attached = new WeakMap<object, Pick<CallBlobs, 'remove'>>();
  const lookUp = async (task: string) => {
    const found = await catalog.find(task).catch(() => undefined);
    if (found === undefined) return undefined;
    const { plugin, app, signature, trustedUsers } = found;
    const blobs = send.store.attachCall({ plugin, app: app.name });
    const reader = createAnswerReader(signature, blobs);
    const readValue = (json: unknown, parts: readonly Uint8Array[]): Answer => {
      const answer = reader.read(json, parts);
      attached.set(answer, blobs);
      return answer;
    };
    return { queue: app.queue, trustedUsers, readValue };
  };
  const answers = send.client.answers({ lookUp, ...(signal !== undefined && { signal }) });
  for await (const answer of answers) {
    const { id, task: callName } = answer;
    if (answer.kind === 'failure') yield { id, callName, kind: 'failure', error: answer.error };
    else {
      yield { id, callName, ...(await decode(catalog, callName, answer.value)) };
      // An answer that is not taken comes again, and needs its blobs then.
      await attached.get(answer.value as Answer)?.remove({ claimed: true });
    }
  }
}

type Decoded =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly error: FunctionsError };

async function decode(catalog: Catalog, callName: string, answer: unknown): Promise<Decoded> {
  try {
    return { kind: 'result', value: await decodeAnswer(await catalog.find(callName), answer) };
  } catch (error) {
    if (error instanceof FunctionsError) return { kind: 'failure', error };
    throw error;
  }
}
