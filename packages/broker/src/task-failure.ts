import type { ReplyFailure } from '@celeriac/deployment';

/** Codes that a failed call's reply can carry and a caller can see. */
export type TaskFailureCode = Exclude<
  ReplyFailure['code'],
  'APP_STOPPED' | 'CANCELLED' | 'EXPIRED'
>;

const NEVER_RAN: ReadonlySet<TaskFailureCode> = new Set([
  'INVALID_ARGUMENT',
  'CONTRACT_MISMATCH',
  'UNKNOWN_TASK',
  'MALFORMED_MESSAGE',
  'IMPORT_FAILED',
  'START_FAILED',
]);

const REMEDIES: Partial<Record<TaskFailureCode, string>> = {
  CONTRACT_MISMATCH: 'Read the catalog again and repeat the call: another version is deployed now.',
  IMPORT_FAILED: 'Repair the file that the traceback names, then deploy again.',
  START_FAILED:
    'Mend what it names, then deploy again; how the app stands: celeriac ps, celeriac logs.',
  WORKER_LOST:
    'Look how its worker ended: celeriac ps, celeriac logs. Where running it twice does no harm, call again.',
  BLOB_FAILED:
    'See that the storage for large values works: its disk, or the server that --blob-url names.',
  TIMED_OUT: 'Raise the time limit of the function, or give it less to do.',
  UNDELIVERABLE: 'Look at the logs of the app for what ended its workers.',
};

/**
 * The answer of a call that has no value: the function raised, or the worker could not run it.
 *
 * It is a result of the call and no fault of the transport. `TASK_FAILED` is the function's own
 * exception, with `pythonType` and `traceback`.
 */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly code: TaskFailureCode;
  /** Whether the same call may succeed when it is made again with a fresh catalog. */
  readonly retryable: boolean;
  /** Whether the function may have run, wholly or in part. */
  readonly maybeExecuted: boolean;
  readonly remedy: string | undefined;
  /** Whether who answered knew what to do, so that the remedy is of this failure and not of its code. */
  readonly isExplained: boolean;
  /** Fully qualified Python type: `ValueError`, `my_module.MyError`. */
  readonly pythonType: string | undefined;
  readonly traceback: string | undefined;
  readonly callId: string;
  readonly task: string;

  constructor(
    failure: ReplyFailure & { readonly code: TaskFailureCode },
    call: { readonly id: string; readonly task: string },
  ) {
    super(failure.message);
    this.code = failure.code;
    this.retryable = failure.code === 'CONTRACT_MISMATCH' || failure.code === 'WORKER_LOST';
    this.maybeExecuted = failure.maybeExecuted ?? !NEVER_RAN.has(failure.code);
    this.remedy = failure.remedy ?? REMEDIES[failure.code];
    this.isExplained = failure.remedy !== undefined;
    this.pythonType = failure.pythonType;
    this.traceback = failure.traceback;
    this.callId = call.id;
    this.task = call.task;
  }
}
