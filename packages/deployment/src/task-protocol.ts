/** The exchange that results are published to, with the broker-validated user id. */
export const RESULTS_EXCHANGE = 'celeriac.results';

/** The exchange and queue that undeliverable tasks end in. */
export const DEAD_EXCHANGE = 'celeriac.dead';
export const DEAD_QUEUE = 'celeriac.dead';

/** Routing key on the results exchange by which a worker says that it consumes. */
export function readyRoutingKey(worker: string): string {
  return `celeriac.ready.${worker}`;
}

/** Environment of a worker container: all that the generated main is told from outside. */
export const WORKER_ENVIRONMENT = {
  /** `amqp://user:password@host:port/vhost` of the app's own user. */
  brokerUrl: 'CELERIAC_BROKER_URL',
  /** Name of the worker: its consumer tag and its `ready` routing key. */
  worker: 'CELERIAC_WORKER',
  queue: 'CELERIAC_QUEUE',
  contract: 'CELERIAC_CONTRACT',
  concurrency: 'CELERIAC_CONCURRENCY',
} as const;

/** Headers of a task message besides Celery's own (protocol 2). */
export const TASK_HEADERS = {
  /** Contract hash that the arguments were validated against. */
  contract: 'celeriac_contract',
  /** `1` where the caller wants `started` told. */
  events: 'celeriac_events',
} as const;

/** What a worker (or an answerer of ours) publishes to a caller, as JSON with its kind. */
export type Reply =
  | { readonly kind: 'started'; readonly worker: string }
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly failure: ReplyFailure };

/** Why a call has no result. `TASK_FAILED` is the function's own exception. */
export interface ReplyFailure {
  readonly code:
    | 'TASK_FAILED'
    | 'INVALID_ARGUMENT'
    | 'INVALID_RESULT'
    | 'CONTRACT_MISMATCH'
    | 'UNKNOWN_TASK'
    | 'MALFORMED_MESSAGE'
    | 'IMPORT_FAILED'
    | 'WORKER_LOST'
    | 'TIMED_OUT'
    | 'APP_STOPPED'
    | 'EXPIRED'
    | 'UNDELIVERABLE';
  readonly message: string;
  /** Fully qualified Python type of an exception: `ValueError`, `my_module.MyError`. */
  readonly pythonType?: string;
  readonly traceback?: string;
}

/** The Celery task name of a function: the call name as its header spells it, `Demo:add`. */
export function taskName(plugin: string, functionName: string): string {
  return `${plugin}:${functionName}`;
}
