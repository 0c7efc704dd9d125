import type { DispatcherStats } from './dispatcher.ts';
import type { AnswersOptions, EnqueueOptions, LaterAnswer } from './later-answer.ts';
import type { AttachedCall, CallOptions, PendingCall, TaskRequest } from './task-request.ts';

/** Counts of what a client did and holds. */
export interface BrokerClientStats extends DispatcherStats {
  readonly connected: boolean;
  /** How often it connected again after a loss. */
  readonly reconnects: number;
}

/** Where and as whom a client connects, and how much it takes on. */
export interface BrokerClientOptions {
  /** `amqp://user:password@host:port/vhost`; see `parseBrokerUrl`. */
  readonly url: string;
  /**
   * Names the client's connections and reply queue, so that answers that come while no process has
   * the name wait for the next one, for ten minutes; one client at a time can have it. By default a
   * random name, whose answers only this client can get.
   */
  readonly clientName?: string;
  /** Default 10; a silent connection is given up after two of them. 0 turns heartbeats off. */
  readonly heartbeatSeconds?: number;
  /** For each attempt to connect, reply queue included; default 10,000. */
  readonly connectTimeoutMs?: number;
  /**
   * How long calls that were not sent yet wait for a lost connection; default 30,000. It is tried
   * again for as long as a call that was sent waits for its answer, and when a new call comes.
   */
  readonly reconnectTimeoutMs?: number;
  /** Calls sent and not answered at a time; others wait in this client. Default 10,000. */
  readonly maxInFlight?: number;
  /** Larger calls are refused with `TOO_LARGE`; default 16 MiB, the default limit of RabbitMQ 4. */
  readonly maxMessageBytes?: number;
  /** Ends the first connecting; it no longer matters afterwards. */
  readonly signal?: AbortSignal;
}

/** Sends calls to workers and gets their answers. */
export interface BrokerClient extends AsyncDisposable {
  /**
   * Sends one call; what goes wrong, a closed client included, comes out of its `result`.
   *
   * While the connection is lost, calls wait for it; while the broker is blocked, they fail at once.
   * A call that the broker has confirmed outlives a lost connection and a restart of the broker.
   */
  call(request: TaskRequest, options?: CallOptions): PendingCall;
  /**
   * The call of that id: one that is under way here, or, where the client has a `clientName`, one
   * that an earlier process of this name made and whose answer nobody took yet. Where nothing is
   * known of it, it is waited for until `timeoutMs`; without a `clientName`, its `result` rejects
   * with `INVALID_OPTION`.
   */
  attach(call: AttachedCall, options?: CallOptions): PendingCall;
  /**
   * Queues a call whose answer is taken later, by `answers`, and resolves to its id when the broker
   * has it: however many are queued, nothing of them stays here. Needs a `clientName`; rejects as a
   * call's `result` does, with `maybeExecuted` where the call may be queued all the same.
   */
  enqueue(request: TaskRequest, options?: EnqueueOptions): Promise<string>;
  /**
   * The answers to what clients of this `clientName` queued, until the signal ends them; one loop
   * at a time, another throws `CLIENT_NAME_TAKEN`. An answer is given up when the next is asked for:
   * what a process dies over is given again to the next. Nothing else leaves the queue but what is
   * counted in `stats().dropped`, and events that only a caller who waits is told. Throws what
   * connecting throws and trying again does not mend, what `lookUp` throws, and the loss of a broker
   * that does not come back.
   */
  answers(options: AnswersOptions): AsyncIterable<LaterAnswer>;
  stats(): BrokerClientStats;
  /** Ends every call with `CLOSED` and both connections; leaves nothing open, never throws. */
  close(): Promise<void>;
}
