import type { BlobSlots, CallEvent, CallLogLine, CallProgress } from '@celeriac/deployment';
import type { Chunks, JsonValue } from '@celeriac/signature';
import type { CallPhase } from '../broker-error.ts';
import type { DroppedEvents } from './call-events.ts';

/** One call of one function, validated and encoded by whoever makes it. */
export interface TaskRequest {
  /** Id of the call, unique among all; a random UUID by default. */
  readonly id?: string;
  /** Call name, such as `Demo:add`. */
  readonly task: string;
  /** Task queue of the app under the contract. */
  readonly queue: string;
  /** Contract hash that the arguments were validated against. */
  readonly contract: string;
  readonly kwargs: Readonly<Record<string, JsonValue>>;
  /** Bytes that `kwargs` refer to by their index; with them the body is no JSON alone. */
  readonly parts?: readonly Chunks[];
  /** Where the worker stores results that are too large for a reply; it cannot where left out. */
  readonly blobs?: BlobSlots;
  /**
   * Makes what `result` and `partials` give of a value's JSON and of the parts that it refers to,
   * which are views of the reply. Must not throw. Not asked where a function that yields returned
   * nothing: `result` is null then. Default: the JSON.
   */
  readonly readValue?: (json: unknown, parts: readonly Uint8Array[]) => unknown;
  /** Broker users whose answers are believed: the app's own, and that of its deployer. */
  readonly trustedUsers: readonly string[];
  /**
   * Routing key by which the call is announced to the controller that starts its app; left out where
   * the app always runs.
   */
  readonly wake?: string;
  /**
   * Whether the function may run twice; default false. Such a call is sent again where the
   * connection was lost before the broker had confirmed it; any other ends with `CONNECTION_LOST`
   * then, for it may or may not have been taken.
   */
  readonly idempotent?: boolean;
  /** Time that the function may run until it is told to end. */
  readonly softTimeLimitSeconds?: number;
  /** Time that the function may run until its process is killed. */
  readonly hardTimeLimitSeconds?: number;
  /**
   * What the worker tells besides partial results, each costing it about 0.1 ms. Without `started`,
   * a call that times out cannot say whether it ran. Default: `started` where `onStarted` is given,
   * else nothing.
   */
  readonly events?: readonly CallEvent[];
}

/** A call that was made before, as far as its answer is concerned. */
export interface AttachedCall extends Pick<
  TaskRequest,
  'task' | 'queue' | 'trustedUsers' | 'readValue'
> {
  readonly id: string;
}

/** How one call is made. */
export interface CallOptions {
  /** Ends the call as `PendingCall.cancel`. */
  readonly signal?: AbortSignal;
  /** Time until the call ends with `TIMED_OUT`, waiting included; default `DEFAULT_CALL_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
  /** Told once, with the worker's name, when a worker begins. */
  readonly onStarted?: (worker: string) => void;
  /** Told once, where the app slept and is started for the call. */
  readonly onStarting?: () => void;
}

/** How a call is given up. */
export interface CancelOptions {
  /** Ends the function's process instead of letting the function end itself; default false. */
  readonly kill?: boolean;
  /** Becomes the `cause` of the error. */
  readonly reason?: unknown;
}

/** Five minutes: how long a call may take where nothing else is said. */
export const DEFAULT_CALL_TIMEOUT_MS = 300_000;

/** Where a call is: in this client, in its queue, in that of an app that is started, with a worker, or over. */
export type CallState = CallPhase | 'done';

/** A call that was made. */
export interface PendingCall {
  readonly id: string;
  readonly state: CallState;
  /** Name of the worker that began it, once that is known. */
  readonly worker: string | undefined;
  /**
   * The function's value as JSON, or what `readValue` made of it. Rejects with `TaskFailure` where the function or its worker
   * failed, otherwise with `BrokerError`; it always settles. A rejection that nobody waits for is
   * no unhandled one.
   */
  readonly result: Promise<unknown>;
  /**
   * How far the function says that it is, as told from the first use on. Of what nobody takes in
   * time, the last 1,000 are kept; ends with the call.
   */
  progress(): AsyncIterable<CallProgress>;
  /** What the function writes, told and bounded as `progress`. */
  log(): AsyncIterable<CallLogLine>;
  /**
   * What a generator function yields, in order and without gaps, from the first use on: use it in
   * the same turn as `call`. Ends with the call, by its error where it has one; with
   * `PARTIALS_OVERFLOW` where more than 10,000 values or 64 MiB wait to be taken. All uses share
   * the values: each is given once. A function that runs again, being idempotent, goes on after the
   * values that it gave before.
   */
  partials(): AsyncIterable<unknown>;
  /** Events that were not kept because nobody took them in time. */
  readonly dropped: DroppedEvents;
  /**
   * Ends the call with `CANCELLED` at once and tells the workers of its queue: one that runs it lets
   * the function end itself, and where it is still waiting none begins it. Nothing happens where it
   * is over.
   */
  cancel(options?: CancelOptions): void;
}
