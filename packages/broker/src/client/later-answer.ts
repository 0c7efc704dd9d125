import type { TaskFailure } from '../task-failure.ts';
import type { BrokerError } from '../broker-error.ts';
import type { TaskRequest } from './task-request.ts';

/** A call that was queued for later, as its answers name it. */
export interface LaterCall {
  /** Id of the call, as `enqueue` gave it. */
  readonly id: string;
  /** Call name. */
  readonly task: string;
  /** Contract hash that its arguments were validated against. */
  readonly contract: string;
}

/**
 * How a call that was queued for later ended; of one that yields, before that each value that it
 * yielded, in order.
 */
export type LaterAnswer = LaterCall &
  (
    | { readonly kind: 'partial' | 'result'; readonly value: unknown }
    | { readonly kind: 'failure'; readonly error: BrokerError | TaskFailure }
  );

/** How one call is queued for later. */
export interface EnqueueOptions {
  /** Time until the broker has it; default 30,000. */
  readonly timeoutMs?: number;
  /**
   * Time that it may wait for a worker; then its answer is `TIMED_OUT`. Default a day, at most
   * `LONGEST_EXPIRY_MS`, a week.
   */
  readonly expiresMs?: number;
  readonly signal?: AbortSignal;
}

/** Who may answer a call that was queued, and how its values are read. */
export type AnswerSource = Pick<TaskRequest, 'queue' | 'trustedUsers' | 'readValue'>;

/** How answers are taken. */
export interface AnswersOptions {
  /**
   * Who may answer the call; `undefined` where nobody may: the answer is dropped then and counted
   * as untrusted. `userId` is the broker user who gave the answer. What it throws ends the answers,
   * and this one stays in the queue.
   */
  readonly lookUp: (
    call: LaterCall & { readonly userId: string },
  ) => Promise<AnswerSource | undefined>;
  /** Answers fetched ahead of those taken; default 500. */
  readonly prefetch?: number;
  /**
   * How long it is tried to come back to a broker that is away; default 300,000. Then the answers
   * end with the error.
   */
  readonly reconnectTimeoutMs?: number;
  /** Ends the answers. */
  readonly signal?: AbortSignal;
}
