/** What went wrong between us and the broker; every code is stable. */
export type BrokerErrorCode =
  | 'UNREACHABLE'
  | 'ACCESS_REFUSED'
  | 'NOT_DEPLOYED'
  | 'APP_STOPPED'
  | 'TIMED_OUT'
  | 'CANCELLED'
  | 'CONNECTION_LOST'
  | 'BLOCKED'
  | 'QUEUE_FULL'
  | 'CLOSED'
  | 'CLIENT_NAME_TAKEN'
  | 'TOO_LARGE'
  | 'BAD_REPLY'
  | 'PARTIALS_OVERFLOW'
  | 'INVALID_OPTION'
  | 'LIMIT_TOO_LONG'
  | 'CONFLICT'
  | 'MANAGEMENT_UNREACHABLE'
  | 'MANAGEMENT_FAILED'
  | 'UNSUPPORTED_VERSION';

/** How far a call had come: waiting in this client, in its queue, or taken by a worker. */
export type CallPhase = 'waiting' | 'queued' | 'started';

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

const RETRYABLE: ReadonlySet<BrokerErrorCode> = new Set([
  'UNREACHABLE',
  'TIMED_OUT',
  'CONNECTION_LOST',
  'BLOCKED',
  'QUEUE_FULL',
  'CLIENT_NAME_TAKEN',
  'MANAGEMENT_UNREACHABLE',
]);

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
    this.retryable = RETRYABLE.has(code);
    this.maybeExecuted = facts.maybeExecuted ?? false;
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
