import { type BrokerClient, BrokerError, connectBroker, TaskFailure } from '@celeriac/broker';
import { type Catalog, createCatalog, type DeployedFunction } from '@celeriac/catalog';
import { taskName } from '@celeriac/deployment';
import { decodeOutputs, encodeArguments, type ValueProblem } from '@celeriac/signature';
import { type ConnectOptions, resolveConnection } from './connect-options.ts';
import type {
  Arguments,
  CallName,
  CallOptions,
  CallParameters,
  ResultOf,
} from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';

/** Deployed Python functions, as seen from JavaScript. */
export interface Functions extends AsyncDisposable {
  /**
   * Calls a function by its call name and resolves to its output: the value itself, an object by
   * name where there are several outputs, `null` where there is none.
   *
   * Arguments and result are typed where `DeployedFunctions` declares the name; see
   * `celeriac types`.
   *
   * Rejects with `CatalogError` (no such function, or taken down), `FunctionsError`
   * (`INVALID_ARGUMENT`, all problems at once), `TaskFailure` (the function raised) or
   * `BrokerError` (timed out, cancelled, connection lost); each has a stable `code`.
   */
  call<Name extends CallName>(
    callName: Name,
    ...rest: CallParameters<Name>
  ): Promise<ResultOf<Name>>;
  close(): Promise<void>;
}

/**
 * Connects to what is deployed.
 *
 * Broker and catalog come from `options`, else the environment, else the state directory of the
 * last deploy. Throws `FunctionsError` `NO_BROKER`, or `BrokerError` where it cannot be reached.
 */
export async function connect(options: ConnectOptions = {}): Promise<Functions> {
  const { brokerUrl, state } = await resolveConnection(options, process.env);
  const client = await connectBroker({
    url: brokerUrl,
    ...(options.connectTimeoutMs !== undefined && { connectTimeoutMs: options.connectTimeoutMs }),
    ...(options.signal && { signal: options.signal }),
  });
  return createFunctions({ catalog: createCatalog(state), client, timeoutMs: options.timeoutMs });
}

function createFunctions(over: {
  catalog: Catalog;
  client: BrokerClient;
  timeoutMs: number | undefined;
}): Functions {
  const close = (): Promise<void> => over.client.close();
  // Types of calls are a promise of declarations; what is sent is checked by the catalog's signature.
  const call = async (
    callName: string,
    args: Arguments = {},
    options: CallOptions = {},
  ): Promise<unknown> => {
    const send = (found: DeployedFunction): Promise<unknown> =>
      sendCall(over.client, { found, args, timeoutMs: over.timeoutMs, ...options });
    const found = await over.catalog.find(callName);
    try {
      return await send(found);
    } catch (error) {
      if (!wasNotTaken(error)) throw error;
      const now = await over.catalog.find(callName);
      if (now.app.queue === found.app.queue) throw error;
      return await send(now);
    }
  };
  return {
    call: call as Functions['call'],
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Whether a call surely did not run because a deploy had just replaced what it was sent to. */
function wasNotTaken(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  const refused = error instanceof BrokerError || error instanceof TaskFailure;
  return refused && (code === 'APP_STOPPED' || code === 'CONTRACT_MISMATCH');
}

async function sendCall(
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
