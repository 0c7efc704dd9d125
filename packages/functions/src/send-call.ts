import type { BrokerClient } from '@celeriac/broker';
import type { DeployedFunction } from '@celeriac/catalog';
import { taskName } from '@celeriac/deployment';
import { decodeOutputs, encodeArguments, type ValueProblem } from '@celeriac/signature';
import type { Arguments, CallOptions } from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';

/** Checks and encodes the arguments of one call, sends it, and decodes what comes back. */
export async function sendCall(
  client: BrokerClient,
  {
    found,
    args,
    timeoutMs,
    ...options
  }: Omit<CallOptions, 'timeoutMs'> & {
    found: DeployedFunction;
    args: Arguments;
    timeoutMs: number | undefined;
  },
): Promise<unknown> {
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
    ...(limits.softSeconds !== undefined && { softTimeLimitSeconds: limits.softSeconds }),
    ...(limits.hardSeconds !== undefined && { hardTimeLimitSeconds: limits.hardSeconds }),
  };
  const pending = client.call(request, {
    ...options,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return decode(found, await pending.result);
}

function decode({ plugin, signature }: DeployedFunction, json: unknown): unknown {
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
