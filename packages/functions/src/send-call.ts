import type { BrokerClient, PendingCall } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import type { CallBlobs, CallEvent } from '@celeriac/deployment';
import type { CallLimits } from './call-limits.ts';
import type { Arguments, CallOptions } from './deployed-functions.ts';
import { prepareCall, type PrepareContext } from './prepare-call.ts';
import type { AnswerReader } from './read-answers.ts';
import { type CallTransport, INLINE, type Transport } from './value-transport.ts';

/** One call as it is to be sent. */
export interface OutgoingCall extends CallOptions {
  readonly found: DeployedFunction;
  readonly args: Arguments;
  readonly timeoutMs: number;
  /** Id of the call; a random one by default. */
  readonly id?: string;
  /** What the worker is to tell while it runs. */
  readonly events?: readonly CallEvent[];
}

/** A call that was sent to what was found under its name. */
export interface SentCall {
  readonly pending: PendingCall;
  readonly found: DeployedFunction;
  /** How long it may run. */
  readonly limits: CallLimits;
  /** How its values travel; that of the results grows as they come. */
  readonly transport: CallTransport;
  /** Resolves when the call is over and nothing of it is left in the blob store. */
  readonly cleared: Promise<void>;
}

/** What calls are sent with. */
export interface SendContext extends PrepareContext {
  readonly client: BrokerClient;
}

/**
 * Prepares one call and sends it; throws as `prepareCall`. Its blobs are removed when it is over,
 * however it ends.
 */
export async function sendCall(context: SendContext, call: OutgoingCall): Promise<SentCall> {
  const { found, args, timeoutMs: limitMs, timeLimits, id, events, ...options } = call;
  const began = performance.now();
  const { signal } = options;
  const prepared = await prepareCall(context, { found, args, limitMs, timeLimits, signal });
  const own = { ...(id !== undefined && { id }), ...(events !== undefined && { events }) };
  const pending = context.client.call(
    { ...prepared.request, ...own },
    // What bringing the arguments took is no longer there for the rest.
    { ...options, timeoutMs: prepared.blobs ? limitMs - (performance.now() - began) : limitMs },
  );
  return { pending, found, limits: prepared.limits, ...trackValues(pending, prepared) };
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
