import type { TaskFailure } from '../task-failure.ts';
import type { BrokerError } from '../broker-error.ts';
import type { TaskRequest } from './task-request.ts';

/** How a call that was queued for later ended. */
export type LaterAnswer = {
  /** Id of the call, as `enqueue` gave it. */
  readonly id: string;
  /** Call name. */
  readonly task: string;
} & (
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly error: BrokerError | TaskFailure }
);

/** How one call is queued for later. */
export interface EnqueueOptions {
  /** Time until the broker has it; default 30,000. */
  readonly timeoutMs?: number;
  /** Time that it may wait for a worker; then its answer is `TIMED_OUT`. Default a day. */
  readonly expiresMs?: number;
  readonly signal?: AbortSignal;
}

/** How answers are taken. */
export interface AnswersOptions {
  /** Who may answer a call of that name, and how its value is read; `undefined` where nobody may. */
  readonly lookUp: (
    task: string,
  ) => Promise<Pick<TaskRequest, 'queue' | 'trustedUsers' | 'readValue'> | undefined>;
  /** Answers fetched ahead of those taken; default 500. */
  readonly prefetch?: number;
  /** Ends the answers. */
  readonly signal?: AbortSignal;
}
