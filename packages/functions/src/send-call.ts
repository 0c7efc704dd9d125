import { type BrokerClient, DEFAULT_CALL_TIMEOUT_MS, type PendingCall } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { type AppIdentity, type CallBlobs, type CallEvent, taskName } from '@celeriac/deployment';
import { loadFrames } from '@celeriac/dataframe';
import { elementType, encodeArguments, type ValueType } from '@celeriac/signature';
import type { Arguments, CallOptions } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';
import { listProblems } from './list-problems.ts';
import { placeArguments } from './place-arguments.ts';
import { type AnswerReader, createAnswerReader } from './read-answers.ts';
import {
  type CallTransport,
  hasBytes,
  INLINE,
  type Transport,
  type TransportSettings,
} from './value-transport.ts';

/** One call as it is to be sent. */
export interface OutgoingCall extends Omit<CallOptions, 'timeoutMs'> {
  readonly found: DeployedFunction;
  readonly args: Arguments;
  readonly timeoutMs: number | undefined;
  /** Id of the call; a random one by default. */
  readonly id?: string;
  /** What the worker is to tell while it runs. */
  readonly events?: readonly CallEvent[];
}

/** A call that was sent to what was found under its name. */
export interface SentCall {
  readonly pending: PendingCall;
  readonly found: DeployedFunction;
  /** How its values travel; that of the results grows as they come. */
  readonly transport: CallTransport;
  /** Resolves when the call is over and nothing of it is left in the blob store. */
  readonly cleared: Promise<void>;
}

/** What calls are sent with. */
export interface SendContext extends TransportSettings {
  readonly client: BrokerClient;
  /** Whether answers wait for a later process of the same name, and blobs with them. */
  readonly outlivesProcess: boolean;
}

/** So long answers wait for their client's next process. */
const ANSWERS_WAIT_MS = 600_000;

/**
 * Checks and encodes the arguments of one call and sends it; throws `INVALID_ARGUMENT`, or
 * `UNREADABLE_ARGUMENT` where bytes of an argument cannot be read. Its blobs are removed when it is
 * over, however it ends.
 */
export async function sendCall(context: SendContext, call: OutgoingCall): Promise<SentCall> {
  const { found, args, timeoutMs, id, events, ...options } = call;
  const { plugin, app, signature, trustedUsers } = found;
  const task = taskName(plugin, signature.name);
  const { limits } = app;
  const began = performance.now();
  const limitMs = timeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
  const hasFrames = signature.inputs.some(({ type }) => holdsFrames(type));
  const encoded = encodeArguments(signature, args, hasFrames ? await loadFrames() : {});
  const { problems } = encoded;
  if (problems.length > 0) {
    const message = `${task} cannot be called like this: ${listProblems(problems)}`;
    throw new FunctionsError('INVALID_ARGUMENT', message, { problems });
  }
  const answersBytes = signature.outputs.some(({ type }) => hasBytes(type));
  const needsBlobs = answersBytes || encoded.attachments.length > 0;
  const blobs = needsBlobs ? openBlobs(context, { plugin, app: app.name }, limitMs) : undefined;
  const reader = createAnswerReader(signature, blobs);
  try {
    const { maxBodyBytes, maxLargeResults: count } = context;
    const { signal } = options;
    const { transport, ...placed } = blobs
      ? await placeArguments(encoded, { blobs, maxBodyBytes, signal, timeoutMs: limitMs })
      : { value: encoded.value, parts: [], transport: INLINE };
    const slots = answersBytes
      ? await blobs?.allowResults({ count, limitBytes: maxBodyBytes })
      : undefined;
    const request = {
      task,
      queue: app.queue,
      contract: app.contract,
      kwargs: placed.value,
      parts: placed.parts,
      ...(slots !== undefined && { blobs: slots }),
      readValue: reader.read,
      trustedUsers,
      ...(id !== undefined && { id }),
      ...(events !== undefined && { events }),
      ...(limits.softSeconds !== undefined && { softTimeLimitSeconds: limits.softSeconds }),
      ...(limits.hardSeconds !== undefined && { hardTimeLimitSeconds: limits.hardSeconds }),
    };
    const pending = context.client.call(request, {
      ...options,
      // What bringing the arguments took is no longer there for the rest.
      timeoutMs: blobs ? limitMs - (performance.now() - began) : limitMs,
    });
    return { pending, found, ...trackValues(pending, { reader, blobs, transport }) };
  } catch (error) {
    await blobs?.remove({ claimed: false });
    throw error;
  }
}

function openBlobs(
  { store, outlivesProcess }: SendContext,
  app: Pick<AppIdentity, 'plugin' | 'app'>,
  limitMs: number,
): CallBlobs {
  if (!outlivesProcess) return store.openCall(app, { timeoutMs: limitMs });
  return store.openCall(app, { timeoutMs: limitMs + ANSWERS_WAIT_MS, outlivesProcess });
}

/** What is known of a call's values while it runs, and the end of what they have in the store. */
export function trackValues(
  pending: PendingCall,
  of: {
    readonly reader: AnswerReader;
    readonly blobs: Pick<CallBlobs, 'remove'> | undefined;
    readonly transport?: Transport;
  },
): Pick<SentCall, 'transport' | 'cleared'> {
  const { reader, blobs, transport = INLINE } = of;
  return {
    transport: {
      arguments: transport,
      get results() {
        return reader.received;
      },
    },
    cleared: clearAfter(pending, reader, blobs),
  };
}

/** Removes a call's blobs once it is over and what it was answered with is open. */
async function clearAfter(
  { result }: PendingCall,
  reader: AnswerReader,
  blobs: Pick<CallBlobs, 'remove'> | undefined,
): Promise<void> {
  if (blobs === undefined) return;
  const claimed = await result.then(
    () => true,
    () => false,
  );
  await reader.settled();
  await blobs.remove({ claimed });
}

function holdsFrames(type: ValueType): boolean {
  return (elementType(type) ?? type).name === 'dataframe';
}
