import { type BrokerClient, DEFAULT_CALL_TIMEOUT_MS, type PendingCall } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { type CallEvent, taskName } from '@celeriac/deployment';
import { loadFrames } from '@celeriac/dataframe';
import { elementType, encodeArguments, type ValueType } from '@celeriac/signature';
import { toAnswer } from './decode-answer.ts';
import type { Arguments, CallOptions } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';
import { listProblems } from './list-problems.ts';
import { placeArguments } from './place-arguments.ts';

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
}

/**
 * Checks and encodes the arguments of one call and sends it; throws `INVALID_ARGUMENT`, or
 * `UNREADABLE_ARGUMENT` where bytes of an argument cannot be read.
 */
export async function sendCall(client: BrokerClient, call: OutgoingCall): Promise<SentCall> {
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
  const { value, parts } = await placeArguments(encoded, {
    signal: options.signal,
    timeoutMs: limitMs,
  });
  const request = {
    task,
    queue: app.queue,
    contract: app.contract,
    kwargs: value,
    parts,
    readValue: toAnswer,
    trustedUsers,
    ...(id !== undefined && { id }),
    ...(events !== undefined && { events }),
    ...(limits.softSeconds !== undefined && { softTimeLimitSeconds: limits.softSeconds }),
    ...(limits.hardSeconds !== undefined && { hardTimeLimitSeconds: limits.hardSeconds }),
  };
  const pending = client.call(request, {
    ...options,
    // What reading took is no longer there for the rest.
    timeoutMs: parts.length > 0 ? limitMs - (performance.now() - began) : limitMs,
  });
  return { pending, found };
}

function holdsFrames(type: ValueType): boolean {
  return (elementType(type) ?? type).name === 'dataframe';
}
