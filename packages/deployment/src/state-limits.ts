/**
 * How long a container may be in each state that it should leave, in milliseconds.
 *
 * A call that would take longer rejects with an error of the code `TIMEOUT` and `retryable: true`,
 * and what it has made is removed as soon as its backend answers. Whatever is found in a state for
 * longer is listed as `failed` with the cause `stuck`, whoever left it there, so that it is replaced.
 */
export interface StateLimits {
  /** `pending`: from the call of `start`, or from being made, until it runs. */
  readonly pendingMs: number;
  /** `running`, without its worker on its queue: kept by whoever waits for that, not by a backend. */
  readonly readyMs: number;
  /** `stopping`: beyond the grace that it has, until it ended; or until it is removed. */
  readonly stoppingMs: number;
}

/** The limits unless others are given. */
export const STATE_LIMITS: StateLimits = {
  pendingMs: 120_000,
  readyMs: 120_000,
  stoppingMs: 60_000,
};
