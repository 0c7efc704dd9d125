import { type BrokerClient, BrokerError, connectBroker, TaskFailure } from '@celeriac/broker';
import { type Catalog, createCatalog, type DeployedFunction } from '@celeriac/catalog';
import type { StateDirectory } from '@celeriac/state';
import { type ConnectOptions, resolveConnection } from './connect-options.ts';
import type {
  Arguments,
  CallName,
  CallOptions,
  CallParameters,
  ResultOf,
} from './deployed-functions.ts';
import { FunctionsError } from './functions-error.ts';
import { nameMissingController } from './name-missing-controller.ts';
import { sendCall } from './send-call.ts';

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
  const catalog = createCatalog(state);
  return createFunctions({ catalog, client, state, timeoutMs: options.timeoutMs });
}

function createFunctions(over: {
  catalog: Catalog;
  client: BrokerClient;
  state: StateDirectory;
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
    requireCall(callName, args);
    const found = await over.catalog.find(callName);
    try {
      return await send(found);
    } catch (error) {
      if (!wasNotTaken(error)) throw await nameMissingController(error, over.state);
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

/** What the types say, said to callers that have none. */
function requireCall(callName: unknown, args: unknown): void {
  if (typeof callName !== 'string')
    throw new FunctionsError('BAD_CALL_NAME', 'The call name is no string: write Plugin:function.');
  if (typeof args === 'object' && args !== null && !Array.isArray(args)) return;
  const message = `The arguments of ${callName} are no object: write them by name, as { x: 1 }.`;
  throw new FunctionsError('INVALID_ARGUMENT', message);
}

/** Whether a call surely did not run because a deploy had just replaced what it was sent to. */
function wasNotTaken(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  const refused = error instanceof BrokerError || error instanceof TaskFailure;
  return refused && (code === 'APP_STOPPED' || code === 'CONTRACT_MISMATCH');
}
