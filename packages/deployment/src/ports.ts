import type { FunctionSignature } from '@celeriac/signature';
import type {
  BuilderKind,
  BuildEnvironment,
  BuildEvent,
  BuildPlan,
  TransferEvent,
} from './build-plan.ts';
import type { ContainerEvent } from './container-event.ts';
import type {
  ContainerSpec,
  ContainerStatus,
  LogLine,
  Owner,
  StartedContainer,
} from './container-spec.ts';
import type { AppIdentity } from './names.ts';
import type { ImportTimes } from './start-times.ts';

/** Something that can be told to stop early. */
export interface Abortable {
  readonly signal?: AbortSignal;
}

/** Makes images. Adapter: `@celeriac/image-builder`. */
export interface ImageBuilder {
  /** Which dialect a plan for this builder is to be written in. */
  kind(): Promise<BuilderKind>;
  /** Whether an image of this `name:tag` is there. */
  has(image: string, options?: Abortable): Promise<boolean>;
  /** The labels of an image of this `name:tag`; `undefined` where there is none. */
  labels(image: string, options?: Abortable): Promise<Readonly<Record<string, string>> | undefined>;
  /** Builds and tags; ends with `built` or throws. An abort leaves nothing behind. */
  build(
    plan: BuildPlan,
    options?: Abortable & { readonly environment?: BuildEnvironment },
  ): AsyncIterable<BuildEvent>;
  /**
   * Builds, and hands over the text of one file of what was built, as the event `file`; no image of
   * that tag stays. Its failures are those of `build`.
   */
  produce(
    plan: BuildPlan,
    path: string,
    options?: Abortable & { readonly environment?: BuildEnvironment },
  ): AsyncIterable<BuildEvent | { readonly kind: 'file'; readonly text: string }>;
  /** Removes images of ours that match; those in use stay. Resolves to what was removed. */
  remove(owner: OwnerFilter, options?: Abortable): Promise<readonly string[]>;
}

/** Moves images between an engine and the registry that their names tell. Adapter: `@celeriac/image-builder`. */
export interface ImageRegistry {
  /** Ends with `transferred` or throws; `IMAGE_NOT_FOUND` where the registry has no such image. */
  pull(
    image: string,
    options?: Abortable & { readonly platform?: string },
  ): AsyncIterable<TransferEvent>;
  push(image: string, options?: Abortable): AsyncIterable<TransferEvent>;
}

/** Keeps what dependencies were resolved to beside them. Made by `writeLock` of `@celeriac/plugin`. */
export interface LockStore {
  /** Resolves to whether it could: an app's folder may be one that nobody can write to. */
  write(
    directory: string,
    lock: { readonly inputs: string; readonly text: string },
  ): Promise<boolean>;
}

/** Which owners are meant; what is left out matches everything. */
export type OwnerFilter = Partial<Owner>;

/** A network whose containers reached more than their policy allows. */
export interface OpenNetwork {
  readonly owner: Pick<Owner, 'instance' | 'plugin' | 'app'>;
  readonly network: string;
  /** Whether it is closed now. */
  readonly closed: boolean;
  /** Why it is not. */
  readonly problem?: string;
}

/**
 * Runs containers. Adapters: `@celeriac/spawner`, `@celeriac/local`.
 *
 * Every call ends: its container leaves each state within `StateLimits`, or that is told.
 */
export interface Spawner {
  /** Creates and starts; resolves when the container runs (its worker is not ready yet). */
  start(spec: ContainerSpec, options?: Abortable): Promise<StartedContainer>;
  list(owner: OwnerFilter, options?: Abortable): Promise<readonly ContainerStatus[]>;
  /** Asks to stop, waits for the grace of its spec, then kills; no error where it is gone. */
  stop(id: string, options?: Abortable & { readonly graceMs?: number }): Promise<void>;
  /** Removes a stopped container with all that was made for it; no error where it is gone. */
  remove(id: string, options?: Abortable): Promise<void>;
  /** What a container wrote; with `follow` it goes on until the container ends. */
  logs(
    id: string,
    options?: Abortable & { readonly follow?: boolean; readonly tail?: number },
  ): AsyncIterable<LogLine>;
  /**
   * What happens to containers of the owner, until an abort, with which it ends without an error.
   * Begins with `resync`, and goes on by itself after its backend was away: nothing that happens
   * between two lists, each made on a `resync`, is missed.
   */
  events(owner: OwnerFilter, options?: Abortable): AsyncIterable<ContainerEvent>;
  /**
   * Closes networks of the owner again that somebody opened, as the reload of a firewall does; resolves
   * to those that were open. Some tenths of a second, so not for every look at things.
   */
  secure(owner: OwnerFilter, options?: Abortable): Promise<readonly OpenNetwork[]>;
  /** Removes networks and volumes that belong to the owner and are in use by nothing. */
  sweep(owner: OwnerFilter, options?: Abortable): Promise<void>;
}

/** The broker objects of one app under one contract. */
export interface AppBroker extends AppIdentity {
  /** `taskQueue` of the app and its contract. */
  readonly queue: string;
  /** Name of the app's own broker user. */
  readonly user: string;
  readonly password: string;
}

/** What the broker is to be ready for, of an app's workers. */
export interface AppWorkers {
  /** `controlQueue` of each worker that is to run. */
  readonly controlQueues?: readonly string[];
  /**
   * Processes of all workers that run at a time, those that are to be replaced included; their
   * connections are limited by it. Default: one for each of `controlQueues`.
   */
  readonly processes?: number;
  /** The longest hard time limit of the app's functions, where they have one. */
  readonly hardSeconds?: number;
}

/** How a task queue stands. */
export interface QueueStatus {
  /** Messages waiting for a worker. */
  readonly ready: number;
  /** Messages that a worker has and has not acknowledged. */
  readonly unacknowledged: number;
  /** How many workers consume right now. */
  readonly consumerCount: number;
  /** Tags of those known by name, a worker's being that of its container; may be seconds late. */
  readonly consumers: readonly string[];
}

/** How waiting calls are answered that nobody will run. */
export interface AnswerOptions {
  readonly code?: 'APP_STOPPED' | 'START_FAILED';
  /** What their callers can do. */
  readonly remedy?: string;
}

/** What callers are told whose calls are ended with their worker. */
export interface EndedCalls {
  /** Goes on from the name of the function: `was stopped …`. */
  readonly reason: string;
  readonly remedy: string;
}

/** Makes queues, users and permissions. Adapter: `@celeriac/broker`. */
export interface BrokerAdmin {
  /**
   * The longest that a call may run, in seconds, before the broker takes it from its worker; left
   * out where the app's queue says that itself.
   */
  readonly longestCallSeconds?: number;
  /** What every app shares: exchanges and the dead-letter queue. Idempotent. */
  ensureTopology(options?: Abortable): Promise<void>;
  /**
   * One app's queue, user, permissions and limits, and the control queues of its workers.
   * Idempotent; sets the password again. Refuses with `LIMIT_TOO_LONG` a function that may run
   * longer than the broker lets a worker hold a message.
   */
  ensureApp(app: AppBroker, options?: Abortable & AppWorkers): Promise<void>;
  /** `undefined` where there is no such queue. */
  queueStatus(queue: string, options?: Abortable): Promise<QueueStatus | undefined>;
  /** Of many queues at once; those that are not there are left out. */
  queueStatuses(
    queues: readonly string[],
    options?: Abortable,
  ): Promise<ReadonlyMap<string, QueueStatus>>;
  /**
   * Watches for a worker that says it consumes. Subscribe before its container starts: `ready`
   * resolves once the worker of that name has its consumer on `queue`, and rejects on abort. Only
   * the word of `user`, the app's own, counts.
   */
  watchReady(
    worker: string,
    options: Abortable & { readonly queue: string; readonly user: string },
  ): Promise<ReadyWatch>;
  /**
   * Answers every waiting call of the queue with `reason`, and `APP_STOPPED` unless another code is
   * given; resolves to how many.
   */
  answerWaiting(
    queue: string,
    reason: string,
    options?: Abortable & AnswerOptions,
  ): Promise<number>;
  /**
   * Tells the worker of a control queue to end the calls that it runs: their callers are told
   * `WORKER_LOST`, by the name of the function and `reason`, and `remedy`. No error where the queue is gone.
   */
  endCalls(controlQueue: string, told: EndedCalls, options?: Abortable): Promise<void>;
  /** Deletes a queue; no error where it is gone. */
  removeQueue(queue: string, options?: Abortable): Promise<void>;
  /** Deletes an app's user and its workers' control queues; no error where they are gone. */
  removeUser(user: string, options?: Abortable): Promise<void>;
  /**
   * Deletes every task queue, control queue and user of a plugin, whoever forgot them; waiting calls are answered
   * as by `answerWaiting`. Resolves to the names of what was there.
   */
  removePlugin(
    of: Pick<AppIdentity, 'instance' | 'plugin'>,
    reason: string,
    options?: Abortable,
  ): Promise<readonly string[]>;
  /** Deletes what `ensureTopology` made, unless a task queue of any app is left on the broker. */
  removeTopology(options?: Abortable): Promise<void>;
  close(): Promise<void>;
}

/** What a worker tells of itself once it consumes. */
export interface ReadyWord {
  /** Left out where the worker was found on its queue before its word came. */
  readonly imports?: ImportTimes;
}

/** One wait for one worker. */
export interface ReadyWatch extends AsyncDisposable {
  readonly ready: Promise<ReadyWord>;
}

/** How long a function may run, in seconds; what is left out has no limit of its own. */
export interface TimeLimits {
  /** Then it is told to end. */
  readonly softSeconds?: number;
  /** Then its process is killed. */
  readonly hardSeconds?: number;
}

/** One app of a catalog entry. */
export interface CatalogApp {
  readonly name: string;
  readonly contract: string;
  readonly queue: string;
  /** The broker user whose results are believed. */
  readonly user: string;
  readonly functions: readonly FunctionSignature[];
  readonly limits: TimeLimits;
  /** Whether it may be stopped until its next call; then callers tell the controller of calls. */
  readonly sleeps?: true;
}

/** What is deployed of one plugin; `stopped` after a `down`, so that a call can say so. */
export interface CatalogEntry {
  readonly plugin: string;
  readonly version: string;
  readonly state: 'deployed' | 'stopped';
  /** Broker user of the deployer and its controller, whose answers are believed as well. */
  readonly controlUser: string;
  readonly apps: readonly CatalogApp[];
}

/** Where deployers write what callers read. Adapter: `@celeriac/catalog`. */
export interface CatalogStore {
  read(plugin: string): Promise<CatalogEntry | undefined>;
  list(): Promise<readonly CatalogEntry[]>;
  /** Replaces the plugin's entry in one step. */
  write(entry: CatalogEntry): Promise<void>;
  remove(plugin: string): Promise<void>;
}
