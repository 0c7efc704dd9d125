import { createBlobStore } from '@celeriac/blob-store';
import {
  BrokerError,
  connectBroker,
  DEFAULT_CALL_TIMEOUT_MS,
  parseBrokerUrl,
  TaskFailure,
} from '@celeriac/broker';
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
import { planLimits } from './call-limits.ts';
import { explainLoss } from './explain-loss.ts';
import { followCall } from './follow-call.ts';
import { FunctionsError } from './functions-error.ts';
import { nameMissingController } from './name-missing-controller.ts';
import { decodeAnswer } from './decode-answer.ts';
import { enqueueCall, type EnqueueOptions } from './queue-calls.ts';
import { type QueuedAnswer, readQueued } from './read-queued.ts';
import { createAnswerReader } from './read-answers.ts';
import {
  type OutgoingCall,
  sendCall,
  type SendContext,
  type SentCall,
  trackValues,
} from './send-call.ts';
import { createTransportLedger } from './transport-ledger.ts';
import type { TransportKind } from './value-transport.ts';

const MIB = 1_048_576;
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
   * (`INVALID_ARGUMENT`, all problems at once), `TaskFailure` (the function raised), `BrokerError`
   * (timed out, cancelled, connection lost) or `BlobStoreError` (a large value could not be stored
   * or read); each has a stable `code`.
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
  /**
   * Queues a call whose answer is taken later, by `answers`, and resolves to its id when the broker
   * has it. Nothing of it stays here, so that there is no end to how many can be queued; keep some
   * hundreds of these promises at a time. Needs a `clientName`; rejects as `call`.
   */
  enqueue<Name extends CallName>(
    callName: Name,
    ...rest: CallParameters<Name, EnqueueOptions>
  ): Promise<string>;
  /**
   * The answers to what programs of this `clientName` queued, as they come, until `signal` ends
   * them: of each call one result or failure, and before that what it yields, as `partial`. One loop
   * at a time; another rejects with `CLIENT_NAME_TAKEN`.
   *
   * An answer is done with when the next is asked for: what a program dies over, the next one gets
   * again. It is read by the signature that its call was made under, also where the function was
   * taken down or replaced since; where that is not known any more, the failure is `INVALID_RESULT`.
   *
   * Rejects where the broker is away for more than five minutes, or the state directory cannot be
   * read; the answers stay where they are.
   */
  answers(options?: { readonly signal?: AbortSignal }): AsyncIterable<QueuedAnswer>;
  /** How the values of the calls so far have travelled, both ways together. */
  stats(): FunctionsStats;
  /** Ends the calls that are under way, and removes what they have in the blob store. */
  close(): Promise<void>;
}

/** Counts of calls whose arguments or results travelled so, and of their bytes beside the JSON. */
export type FunctionsStats = Readonly<
  Record<TransportKind, { readonly calls: number; readonly bytes: number }>
>;

/**
 * Connects to what is deployed.
 *
 * Broker and catalog come from `options`, else the environment, else the state directory of the
 * last deploy. Throws `FunctionsError` `NO_BROKER`, or `BrokerError` where it cannot be reached.
 */
export async function connect(options: ConnectOptions = {}): Promise<Functions> {
  const { brokerUrl, state, blobs } = await resolveConnection(options, process.env);
  const store = createBlobStore(state, blobs);
  const client = await connectBroker({
    url: brokerUrl,
    ...(options.clientName !== undefined && { clientName: options.clientName }),
    ...(options.connectTimeoutMs !== undefined && { connectTimeoutMs: options.connectTimeoutMs }),
    ...(options.signal && { signal: options.signal }),
  });
  const catalog = createCatalog(state);
  const { timeoutMs, maxBodyBytes = MIB, maxLargeResults = 16 } = options;
  const outlivesProcess = options.clientName !== undefined;
  const { instance } = state;
  const send = { client, store, instance, maxBodyBytes, maxLargeResults, outlivesProcess };
  const user = parseBrokerUrl(brokerUrl).username;
  return createFunctions({ catalog, send, state, timeoutMs, user });
}

function createFunctions(over: {
  catalog: Catalog;
  send: SendContext;
  state: StateDirectory;
  timeoutMs: number | undefined;
  user: string;
}): Functions {
  const ledger = createTransportLedger();
  const close = async (): Promise<void> => {
    await over.send.client.close();
    await ledger.cleared();
  };
  const send = async (call: OutgoingCall): Promise<SentCall> => {
    const sent = await sendCall(over.send, call);
    ledger.add(sent);
    return sent;
  };
  // In what is left of the call's time; `refusal` is why it has to be sent again.
  const sendAgain = async (call: OutgoingCall, until: number, refusal: unknown) => {
    const timeoutMs = until - performance.now();
    if (timeoutMs <= 0) throw refusal;
    try {
      return await send({ ...call, timeoutMs });
    } catch (error) {
      // A source that gives its bytes once has given them to the first.
      const isUsedUp = error instanceof FunctionsError && error.code === 'UNREADABLE_ARGUMENT';
      throw isUsedUp ? refusal : error;
    }
  };
  const toLimitMs = ({ timeoutMs }: Pick<CallOptions, 'timeoutMs'>): number =>
    timeoutMs ?? over.timeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
  const explain = async (error: unknown, made: MadeCall): Promise<unknown> => {
    const { state } = over;
    const { found, beganAt, pending } = made;
    const app = { plugin: found.plugin, app: found.app.name };
    const of = { state, ...app, beganAt, worker: pending.worker };
    return await explainLoss(await nameMissingController(error, state), of);
  };
  // What a deploy has put in the place of what surely did not run; else throws what is to be told.
  const findReplacement = async (
    callName: string,
    made: MadeCall,
    error: unknown,
  ): Promise<DeployedFunction> => {
    if (!wasNotTaken(error)) throw await explain(error, made);
    const now = await over.catalog.find(callName);
    if (now.app.queue === made.found.app.queue) throw error;
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
    const beganAt = Date.now();
    const outgoing = { found, args, ...options, timeoutMs: toLimitMs(options) };
    const until = performance.now() + outgoing.timeoutMs;
    const first = await send(outgoing);
    try {
      return await decodeAnswer(found, await first.pending.result);
    } catch (error) {
      const now = await findReplacement(callName, { ...first, beganAt }, error);
      const second = await sendAgain({ ...outgoing, found: now }, until, error);
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
    const beganAt = Date.now();
    const timeoutMs = toLimitMs(options);
    const outgoing = { found, args, events: EVERYTHING, ...options, timeoutMs };
    const until = performance.now() + timeoutMs;
    const first = await send(outgoing);
    return followCall(first, async (error, id) => {
      const now = await findReplacement(callName, { ...first, beganAt }, error);
      return sendAgain({ ...outgoing, found: now, id }, until, error);
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
    const blobs = over.send.store.attachCall({ plugin, app: app.name });
    const reader = createAnswerReader(signature, blobs);
    const attached = { id, task, queue: app.queue, trustedUsers, readValue: reader.read };
    const timeoutMs = toLimitMs(options);
    const pending = over.send.client.attach(attached, { ...options, timeoutMs });
    const limits = planLimits(found);
    const sent = { pending, found, limits, ...trackValues(pending, { reader, blobs }) };
    ledger.add(sent);
    const beganAt = Date.now();
    return followCall(sent, async (error) => {
      throw await explain(error, { ...sent, beganAt });
    });
  };
  return {
    call: call as Functions['call'],
    attach: attach as Functions['attach'],
    enqueue: async (callName: string, args: Arguments = {}, options: EnqueueOptions = {}) => {
      requireCall(callName, args);
      return enqueueCall(over, { callName, args }, options);
    },
    answers: ({ signal } = {}) => readQueued(over, signal),
    start: start as Functions['start'],
    stats: ledger.stats,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A call as it was sent, and when, on the clock of `Date.now()`. */
interface MadeCall extends Pick<SentCall, 'found' | 'pending'> {
  readonly beganAt: number;
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
