import type { BrokerClient, PendingCall } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { type CallEvent, taskName } from '@celeriac/deployment';
import { decodeOutputs, encodeArguments, type ValueProblem } from '@celeriac/signature';
import type { Arguments, CallOptions } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';

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

/** Checks and encodes the arguments of one call and sends it; throws `INVALID_ARGUMENT`. */
export function sendCall(client: BrokerClient, call: OutgoingCall): SentCall {
  const { found, args, timeoutMs, id, events, ...options } = call;
  const { plugin, app, signature, trustedUsers } = found;
  const task = taskName(plugin, signature.name);
  const { limits } = app;
  const { value, problems } = encodeArguments(signature, args);
  if (problems.length > 0) {
    const message = `${task} cannot be called like this: ${listed(problems)}`;
    throw new FunctionsError('INVALID_ARGUMENT', message, { problems });
  }
  const request = {
    task,
    queue: app.queue,
    contract: app.contract,
    kwargs: value,
    trustedUsers,
    ...(id !== undefined && { id }),
    ...(events !== undefined && { events }),
    ...(limits.softSeconds !== undefined && { softTimeLimitSeconds: limits.softSeconds }),
    ...(limits.hardSeconds !== undefined && { hardTimeLimitSeconds: limits.hardSeconds }),
  };
  const pending = client.call(request, {
    ...options,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return { pending, found };
}

/** Turns what a function answered or yielded into a value; throws `INVALID_RESULT`. */
export function decodeAnswer({ plugin, signature }: DeployedFunction, json: unknown): unknown {
  const { value, problems } = decodeOutputs(signature, json);
  if (problems.length === 0) return value;
  const task = taskName(plugin, signature.name);
  const message = `${task} answered what does not fit: ${listed(problems)}`;
  throw new FunctionsError('INVALID_RESULT', message, {
    problems,
    remedy: 'The worker is of another version than this client; bring both to the same.',
  });
}

function listed(problems: readonly ValueProblem[]): string {
  return problems.map(({ message }) => message).join(' ');
}
