import { type BrokerClient, BrokerError, connectBroker, TaskFailure } from '@celeriac/broker';
import { type Catalog, createCatalog, type DeployedFunction } from '@celeriac/catalog';
import { taskName } from '@celeriac/deployment';
import { decodeOutputs, encodeArguments, type ValueProblem } from '@celeriac/signature';
import { type ConnectOptions, resolveConnection } from './connect-options.ts';
import { FunctionsError } from './functions-error.ts';

/** Arguments by name, as the function's header declares them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** How one call is made. */
export interface CallOptions {
  /** Bound of the whole call in milliseconds, its time in the queue included. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told when a worker begins, with the worker's name. */
  readonly onStarted?: (worker: string) => void;
}

/** Deployed Python functions, as seen from JavaScript. */
export interface Functions extends AsyncDisposable {
  /**
   * Calls a function by its call name and resolves to its output: the value itself, an object by
   * name where there are several outputs, `null` where there is none.
   *
   * Rejects with `CatalogError` (no such function, or taken down), `FunctionsError`
   * (`INVALID_ARGUMENT`, all problems at once), `TaskFailure` (the function raised) or
   * `BrokerError` (timed out, cancelled, connection lost); each has a stable `code`.
   */
  call(callName: string, args?: Arguments, options?: CallOptions): Promise<unknown>;
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
  return {
    async call(callName, args = {}, options = {}) {
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
    },
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
