/** The exchange that results are published to, with the broker-validated user id. */
export const RESULTS_EXCHANGE = 'celeriac.results';

/** The exchange and queue that undeliverable tasks end in. */
export const DEAD_EXCHANGE = 'celeriac.dead';
export const DEAD_QUEUE = 'celeriac.dead';

/** The exchange by which workers are told to give calls up; routing key is the task queue. */
export const CONTROL_EXCHANGE = 'celeriac.control';

/** What is told to every worker of a task queue, as JSON. */
export interface CancelMessage {
  readonly kind: 'cancel';
  /** Id of the call. */
  readonly id: string;
  /** `soft` lets the function end itself, `kill` ends its process. */
  readonly mode: 'soft' | 'kill';
}

/** Routing key on `CONTROL_EXCHANGE` by which callers announce calls to the controller of an instance. */
export function wakeRoutingKey(instance: string): string {
  return `celeriac.wake.${instance}`;
}

/**
 * What a caller announces as JSON, with `reply_to` its reply queue and a correlation id that
 * `wakeCorrelation` makes; the controller answers with `AppNews`.
 */
export interface WakeMessage {
  readonly kind: 'wake';
  /** Task queue that calls are sent to. */
  readonly queue: string;
}

/** The correlation id of what is said of an app rather than of one call. */
export function wakeCorrelation(queue: string): string {
  return `celeriac.wake ${queue}`;
}

/** What callers who announced calls are told of their app. */
export interface AppNews {
  readonly kind: 'app';
  readonly queue: string;
  readonly state: 'starting';
}

/** Routing key on the results exchange by which a worker says that it consumes. */
export function readyRoutingKey(worker: string): string {
  return `celeriac.ready.${worker}`;
}

/** Routing key on the results exchange of what workers tell of themselves, as `WorkerReport`. */
export const REPORT_ROUTING_KEY = 'celeriac.report';

/** Routing key on the results exchange of what clients tell of themselves, as `SentReport`. */
export const SENT_ROUTING_KEY = 'celeriac.sent';

/** How many calls a client has sent since it last said so: by queue and call name. */
export interface SentReport {
  readonly kind: 'sent';
  readonly counts: SentCounts;
}

/** Numbers of calls, by queue and call name. */
export type SentCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a worker tells of itself every few seconds; its counts are of all its time. */
export interface WorkerReport {
  readonly kind: 'report';
  readonly worker: string;
  readonly queue: string;
  /** Processes of its pool. */
  readonly processes: number;
  /** Calls that run. */
  readonly active: number;
  readonly tasks: Readonly<Record<string, TaskReport>>;
}

/** What became of the calls of one function in one worker. */
export interface TaskReport {
  readonly received: number;
  readonly started: number;
  readonly succeeded: number;
  /** By type of the exception, or code of the failure. */
  readonly failed: Readonly<Record<string, number>>;
  /** Given back to the queue, to be run again. */
  readonly retried: number;
  /** Answered without being run. */
  readonly rejected: number;
  /** Cancelled by their callers. */
  readonly revoked: number;
  /** How many of those that succeeded took at most each of `REPORT_BUCKETS_SECONDS`, and how many longer. */
  readonly runtimes: readonly number[];
  /** Of all that succeeded together. */
  readonly runtimeSeconds: number;
}

/** Bounds of the run times that workers count by; those of Prometheus' clients. */
export const REPORT_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;

/** Environment of a worker container: all that the generated main is told from outside. */
export const WORKER_ENVIRONMENT = {
  /** `amqp://user:password@host:port/vhost` of the app's own user. */
  brokerUrl: 'CELERIAC_BROKER_URL',
  /** Name of the worker: its consumer tag and its `ready` routing key. */
  worker: 'CELERIAC_WORKER',
  queue: 'CELERIAC_QUEUE',
  /** The worker's own queue on `CONTROL_EXCHANGE`; it is there before the worker. */
  controlQueue: 'CELERIAC_CONTROL_QUEUE',
  contract: 'CELERIAC_CONTRACT',
  concurrency: 'CELERIAC_CONCURRENCY',
  /** Folder that large values of the app's calls lie in; left out where it has none. */
  blobDirectory: 'CELERIAC_BLOB_DIRECTORY',
  /** Seconds that any function may run until its process is killed; there only where limited. */
  timeout: 'CELERIAC_TIMEOUT',
  /** Seconds that any function may run until it is interrupted; there only where limited. */
  softTimeout: 'CELERIAC_SOFT_TIMEOUT',
  /** Seconds after which the broker would take a call from its worker; there only where it does. */
  brokerTimeout: 'CELERIAC_BROKER_TIMEOUT',
  /** Calls after which a process of the worker is replaced; there only where limited. */
  maxCallsPerProcess: 'CELERIAC_MAX_CALLS_PER_PROCESS',
  /** Memory in MiB above which a process is replaced between calls; there only where limited. */
  maxMemoryPerProcess: 'CELERIAC_MAX_MEMORY_PER_PROCESS_MIB',
  /** Folder of the file that a worker touches while it goes round; its `TMPDIR` where left out. */
  aliveDirectory: 'CELERIAC_ALIVE_DIRECTORY',
  /** `1` where each call that has ended is to be told in the log, with its time. */
  logCalls: 'CELERIAC_LOG_CALLS',
} as const;

/** Where a container has its app: the generated main and its data, and the code. */
export const WORKER_APP_DIRECTORY = '/opt/app';

/** Where a container has the blob directory of its app. */
export const WORKER_BLOB_DIRECTORY = '/run/celeriac/blobs';

/** Headers of a task message besides Celery's own (protocol 2). */
export const TASK_HEADERS = {
  /** Contract hash that the arguments were validated against. */
  contract: 'celeriac_contract',
  /** Sum of `CALL_EVENTS`: what the caller wants told besides partial results. */
  events: 'celeriac_events',
} as const;

/** Bits of the header `TASK_HEADERS.events`; partial results are told without being asked for. */
export const CALL_EVENTS = { started: 1, progress: 2, log: 4 } as const;

/** What a caller can want to be told while its call runs. */
export type CallEvent = keyof typeof CALL_EVENTS;

/** What a worker (or an answerer of ours) publishes to a caller, as JSON with its kind. */
export type Reply =
  ReplyEvent | ReplyResult | { readonly kind: 'failure'; readonly failure: ReplyFailure };

/** What a function returned. */
export interface ReplyResult {
  readonly kind: 'result';
  readonly value: unknown;
  /**
   * Of a function that yields: how many partial results it gave. It may then return nothing, so that
   * a null value is none of the outputs' types.
   */
  readonly partials?: number;
}

/** What is told of a call before its answer. */
export type ReplyEvent =
  | (ReplyPosition & { readonly kind: 'started'; readonly worker: string })
  | (ReplyPosition & { readonly kind: 'progress' } & CallProgress)
  | (ReplyPosition & { readonly kind: 'log' } & CallLogLine)
  | (ReplyPosition & { readonly kind: 'partial'; readonly value: unknown });

/** Where an event stands among those of its call; what is not newer than the last one is a repetition. */
export interface ReplyPosition {
  /** Times that the call was given to a worker, from 1, which is the default. */
  readonly run?: number;
  /** From 1 in each run, with gaps where an event was dropped. */
  readonly seq?: number;
}

/** How far a function says that it is. */
export interface CallProgress {
  /** From 0 to 100. */
  readonly percent?: number;
  readonly text?: string;
}

/** What a function wrote. */
export interface CallLogLine {
  readonly stream: 'stdout' | 'stderr' | 'logging';
  /** Python's name of the level, where it came by `logging`. */
  readonly level?: string;
  readonly text: string;
}

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
    | 'CANCELLED'
    | 'BLOB_FAILED'
    | 'APP_STOPPED'
    | 'START_FAILED'
    | 'EXPIRED'
    | 'UNDELIVERABLE';
  readonly message: string;
  /** Whether the function may have run, where who answers knows better than the code tells. */
  readonly maybeExecuted?: boolean;
  /** What to do next, where who answers knows better than the code tells. */
  readonly remedy?: string;
  /** Fully qualified Python type of an exception: `ValueError`, `my_module.MyError`. */
  readonly pythonType?: string;
  readonly traceback?: string;
}

/** The Celery task name of a function: the call name as its header spells it, `Demo:add`. */
export function taskName(plugin: string, functionName: string): string {
  return `${plugin}:${functionName}`;
}
