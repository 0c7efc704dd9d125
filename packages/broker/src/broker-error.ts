/** What holds of every error of one code. */
interface CodeFacts {
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** Whether a call that ends so may have run; then each error says whether it may. */
  readonly mayHaveRun: boolean;
}

/** Every code, which is stable, and what holds of it. */
export const BROKER_ERRORS = {
  UNREACHABLE: { retryable: true, mayHaveRun: true },
  ACCESS_REFUSED: { retryable: false, mayHaveRun: true },
  NOT_DEPLOYED: { retryable: false, mayHaveRun: true },
  APP_STOPPED: { retryable: false, mayHaveRun: true },
  TIMED_OUT: { retryable: true, mayHaveRun: true },
  CANCELLED: { retryable: false, mayHaveRun: true },
  CONNECTION_LOST: { retryable: true, mayHaveRun: true },
  BLOCKED: { retryable: true, mayHaveRun: true },
  QUEUE_GONE: { retryable: true, mayHaveRun: true },
  QUEUE_FULL: { retryable: true, mayHaveRun: true },
  CLOSED: { retryable: false, mayHaveRun: true },
  CLIENT_NAME_TAKEN: { retryable: true, mayHaveRun: true },
  TOO_LARGE: { retryable: false, mayHaveRun: false },
  BAD_REPLY: { retryable: false, mayHaveRun: true },
  PARTIALS_OVERFLOW: { retryable: false, mayHaveRun: true },
  INVALID_OPTION: { retryable: false, mayHaveRun: false },
  LIMIT_TOO_LONG: { retryable: false, mayHaveRun: false },
  CONFLICT: { retryable: false, mayHaveRun: false },
  MANAGEMENT_UNREACHABLE: { retryable: true, mayHaveRun: false },
  MANAGEMENT_FAILED: { retryable: false, mayHaveRun: false },
  UNSUPPORTED_VERSION: { retryable: false, mayHaveRun: false },
} as const satisfies Readonly<Record<string, CodeFacts>>;

/** What went wrong between us and the broker; every code is stable. */
export type BrokerErrorCode = keyof typeof BROKER_ERRORS;

/** How far a call had come: waiting in this client, in its queue, there while its app is started, or taken by a worker. */
export type CallPhase = 'waiting' | 'queued' | 'starting' | 'started';

/** What an error knows besides its code and message. */
export interface BrokerErrorFacts {
  /** What to do next, as a sentence. */
  readonly remedy?: string;
  /** Whether the function may have run, wholly or in part; default false. */
  readonly maybeExecuted?: boolean;
  readonly callId?: string;
  /** Call name, such as `Demo:add`. */
  readonly task?: string;
  readonly queue?: string;
  readonly phase?: CallPhase;
  /** Consumers of the call's queue when the call ended, where that was looked up. */
  readonly consumers?: number;
  /** Calls waiting in that queue at that time. */
  readonly waiting?: number;
  /** Worker that began the call. */
  readonly worker?: string;
  readonly cause?: unknown;
}

/**
 * Everything that this package throws for the world, told apart by `code`.
 *
 * `retryable` says that the same thing may succeed later; whether it is safe to try a call again is
 * `maybeExecuted`. No message or fact holds a password.
 */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;
  readonly retryable: boolean;
  readonly maybeExecuted: boolean;
  readonly remedy: string | undefined;
  readonly callId: string | undefined;
  readonly task: string | undefined;
  readonly queue: string | undefined;
  readonly phase: CallPhase | undefined;
  readonly consumers: number | undefined;
  readonly waiting: number | undefined;
  readonly worker: string | undefined;

  constructor(code: BrokerErrorCode, message: string, facts: BrokerErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    const { retryable, mayHaveRun } = BROKER_ERRORS[code];
    this.retryable = retryable;
    this.maybeExecuted = mayHaveRun && (facts.maybeExecuted ?? false);
    this.remedy = facts.remedy;
    this.callId = facts.callId;
    this.task = facts.task;
    this.queue = facts.queue;
    this.phase = facts.phase;
    this.consumers = facts.consumers;
    this.waiting = facts.waiting;
    this.worker = facts.worker;
  }
}
