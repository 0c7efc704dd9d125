import type { CallLogLine, CallProgress } from '@celeriac/deployment';
import type { CallState, CancelOptions } from '@celeriac/broker';
import type { CallLimits } from './call-limits.ts';
import type { CallTransport } from './value-transport.ts';

/** A call that was made and that can be watched and given up. */
export interface CallHandle<Result = unknown> {
  /** Id of the call, unique among all. */
  readonly id: string;
  /** Where the call is: in this client, in its queue, with a worker, or over. */
  readonly state: CallState;
  /** Name of the worker that began it, once that is known. */
  readonly worker: string | undefined;
  /** How long the function may run, and who says so. */
  readonly timeLimits: CallLimits;
  /** How its values travel; that of results grows as they come. */
  readonly transport: CallTransport;
  /** What `Functions.call` resolves to and rejects with; a rejection nobody waits for is no unhandled one. */
  readonly result: Promise<Result>;
  /**
   * How far the function says that it is. The last 1,000 that nobody took yet are kept, the others
   * counted in `dropped`; ends with the call.
   */
  progress(): AsyncIterable<CallProgress>;
  /** What the function prints and logs, bounded as `progress`. */
  log(): AsyncIterable<CallLogLine>;
  /**
   * What a generator function yields, in order and without gaps, as values of its outputs; each is
   * given once, whoever asks. Ends with the call, by its error where it has one; by `BrokerError`
   * `PARTIALS_OVERFLOW` where more than 10,000 values or 64 MiB wait to be taken.
   */
  partials(): AsyncIterable<Result>;
  /** Events that were not kept because nobody took them in time. */
  readonly dropped: { readonly progress: number; readonly log: number };
  /**
   * Ends the call with `CANCELLED` at once and tells the workers: one that runs it lets the function
   * end itself (with `kill`, ends its process), and where it still waits none begins it. Nothing
   * happens where it is over.
   */
  cancel(options?: CancelOptions): void;
}
