import { type BrokerClient, BrokerError, connectBroker, TaskFailure } from '@celeriac/broker';
import { type Catalog, createCatalog, type DeployedFunction } from '@celeriac/catalog';
import { type CallEvent, taskName } from '@celeriac/deployment';
import type { StateDirectory } from '@celeriac/state';
import { type ConnectOptions, resolveConnection } from './connect-options.ts';
import type {
  Arguments,
  CallName,
  CallOptions,
  CallParameters,
  ResultOf,
  StartOptions,
} from './deployed-functions.ts';
import type { CallHandle } from './call-handle.ts';
import { followCall } from './follow-call.ts';
import { FunctionsError } from './functions-error.ts';
import { nameMissingController } from './name-missing-controller.ts';
import { decodeAnswer, toAnswer } from './decode-answer.ts';
import { type OutgoingCall, sendCall, type SentCall } from './send-call.ts';

const EVERYTHING: readonly CallEvent[] = ['started', 'progress', 'log'];

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
  /**
   * Starts a call and resolves, when it is on its way, to its handle: result, progress, log lines
   * and, of a generator function, what it yields.
   *
   * Rejects as `call` where the call is refused before it is sent.
   */
  start<Name extends CallName>(
    callName: Name,
    ...rest: CallParameters<Name, StartOptions>
  ): Promise<CallHandle<ResultOf<Name>>>;
  /**
   * The handle of a call that was started before: by this program, or, where it has a `clientName`,
   * by an earlier process of that name whose answer nobody took yet. The name is that of the call,
   * whose signature the answer is read by. Without a `clientName`, `result` rejects with
   * `INVALID_OPTION` where no such call is under way here.
   */
  attach<Name extends CallName>(
    callName: Name,
    id: string,
    options?: Pick<CallOptions, 'timeoutMs' | 'signal'>,
  ): Promise<CallHandle<ResultOf<Name>>>;
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
    ...(options.clientName !== undefined && { clientName: options.clientName }),
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
  const send = (call: Omit<OutgoingCall, 'timeoutMs'> & CallOptions): Promise<SentCall> =>
    sendCall(over.client, { ...call, timeoutMs: call.timeoutMs ?? over.timeoutMs });
  // What a deploy has put in the place of what surely did not run; else throws what is to be told.
  const findReplacement = async (
    callName: string,
    found: DeployedFunction,
    error: unknown,
  ): Promise<DeployedFunction> => {
    if (!wasNotTaken(error)) throw await nameMissingController(error, over.state);
    const now = await over.catalog.find(callName);
    if (now.app.queue === found.app.queue) throw error;
    return now;
  };
  // Types of calls are a promise of declarations; what is sent is checked by the catalog's signature.
  const call = async (
    callName: string,
    args: Arguments = {},
    options: CallOptions = {},
  ): Promise<unknown> => {
    requireCall(callName, args);
    const found = await over.catalog.find(callName);
    const first = await send({ found, args, ...options });
    try {
      return await decodeAnswer(found, await first.pending.result);
    } catch (error) {
      const now = await findReplacement(callName, found, error);
      const second = await send({ found: now, args, ...options });
      return await decodeAnswer(now, await second.pending.result);
    }
  };
  const start = async (
    callName: string,
    args: Arguments = {},
    options: StartOptions = {},
  ): Promise<CallHandle> => {
    requireCall(callName, args);
    const found = await over.catalog.find(callName);
    const call = { found, args, events: EVERYTHING, ...options };
    return followCall(await send(call), async (error, id) => {
      const now = await findReplacement(callName, found, error);
      return send({ ...call, found: now, id });
    });
  };
  const attach = async (
    callName: string,
    id: string,
    options: Pick<CallOptions, 'timeoutMs' | 'signal'> = {},
  ): Promise<CallHandle> => {
    const found = await over.catalog.find(callName);
    const { plugin, app, signature, trustedUsers } = found;
    const task = taskName(plugin, signature.name);
    const attached = { id, task, queue: app.queue, trustedUsers, readValue: toAnswer };
    const timeoutMs = options.timeoutMs ?? over.timeoutMs;
    const pending = over.client.attach(attached, {
      ...options,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
    return followCall({ pending, found }, async (error) => {
      throw await nameMissingController(error, over.state);
    });
  };
  return {
    call: call as Functions['call'],
    attach: attach as Functions['attach'],
    start: start as Functions['start'],
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
