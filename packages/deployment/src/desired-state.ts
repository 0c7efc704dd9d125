import type { FunctionSignature } from '@celeriac/signature';
import type { PluginCondition } from './condition.ts';
import type { ContainerSpec } from './container-spec.ts';
import type { Abortable, AppBroker, TimeLimits } from './ports.ts';

/** When an app's containers are there, and how many. */
export interface ScalingPolicy {
  /** Started by its first call rather than by its deploy. */
  readonly onDemand: boolean;
  /** Idle for so long, it is stopped until its next call; it never is where this is left out. */
  readonly idleStopMs?: number;
  /** Bounds while it is awake; it is started by calls alone where `min` is 0. */
  readonly replicas: { readonly min: number; readonly max: number };
  /** Containers that stay while it is idle. */
  readonly warm: number;
  /** Calls that one container runs at a time. */
  readonly concurrency: number;
}

/** One app as it should run: what a deploy decided and the controller keeps so. */
export interface DesiredApp {
  /** A deploy's number, from 1. */
  readonly version: number;
  readonly broker: AppBroker;
  readonly contract: string;
  readonly functions: readonly FunctionSignature[];
  readonly limits: TimeLimits;
  readonly image: string;
  /** The container of replica 0; `replicasOf` makes those of the others. */
  readonly template: ContainerSpec;
  readonly scaling: ScalingPolicy;
  /** How many containers were asked for by hand, in place of the policy's bounds. */
  readonly fixedReplicas?: number;
  /** How many containers are to run now; 0 while it waits for a call. */
  readonly replicas: number;
  /** How long calls may take that run in a container that is to go; see `stopGraceOf`. */
  readonly stopGraceMs?: number;
}

/** What a plugin was at one time, so that it can be that again. */
export interface Release {
  /** From 1; one more with each deploy or rollback that changed something. */
  readonly release: number;
  /** Version of the plugin's package. */
  readonly version: string;
  /** RFC 3339. */
  readonly deployedAt: string;
  readonly apps: readonly DesiredApp[];
}

/** One plugin as it should run. */
export interface DesiredPlugin extends Release {
  readonly plugin: string;
  /** Plugin root it was deployed from. */
  readonly root: string;
  /** Broker user of the deployer and its controller. */
  readonly controlUser: string;
  /** What it was before, the latest first. */
  readonly history: readonly Release[];
}

/** What one app has, or may have, on engine, broker and blob store. */
export interface UndertakenApp extends Pick<AppBroker, 'app' | 'queue' | 'user'> {
  readonly controlQueues: readonly string[];
  /** The version whose workers consume the queue, where that is known. */
  readonly version?: number;
  /** How long calls may take that its workers run when they are to go. */
  readonly stopGraceMs?: number;
}

/**
 * A container that is to go and that still has calls to finish.
 *
 * - `queue`: it takes what still waits in its queue, which no caller is sent to any more
 * - `calls`: it takes no more calls, and ends after those that it runs
 */
export interface RetiringContainer {
  readonly id: string;
  readonly name: string;
  readonly phase: 'queue' | 'calls';
  /** RFC 3339: when that began. */
  readonly since: string;
  /** So long it may last; then a container in `queue` comes to `calls`, and one in `calls` is ended. */
  readonly stopGraceMs: number;
}

/**
 * All that a change may make or take away. It is written before the first of it is done: whoever
 * finds it after the change has died takes away what is not desired.
 */
export interface Undertaking {
  readonly plugin: string;
  /** In words: `deploy of Demo`. */
  readonly purpose: string;
  /** An app whose queue changes is there with both. */
  readonly apps: readonly UndertakenApp[];
  /** Containers that finish their calls, whoever told them to. */
  readonly retiring?: readonly RetiringContainer[];
}

/** Who holds what another wants. */
export interface HeldLock {
  /** In words: `deploy of Demo`. */
  readonly purpose: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
}

/** How a lock is waited for. */
export interface LockOptions extends Abortable {
  /** Default 0. */
  readonly waitMs?: number;
  /** Told once, of whoever holds it, where the wait is one that a person would notice. */
  readonly onWait?: (held: HeldLock) => void;
}

/**
 * Something that is kept for each plugin, durably, replaced in one step and readable by the owner
 * only: the desired state holds broker passwords and secrets.
 */
export interface PluginFiles<T extends { readonly plugin: string }> {
  read(plugin: string): Promise<T | undefined>;
  list(): Promise<readonly T[]>;
  write(value: T): Promise<void>;
  remove(plugin: string): Promise<void>;
}

/** Keeps the desired state and serializes changes. Adapter: `@celeriac/state`. */
export interface DesiredStore extends PluginFiles<DesiredPlugin> {
  readonly instance: string;
  /** What is under way, or was when its process died; durable as the desired state is. */
  readonly undertakings: PluginFiles<Undertaking>;
  /** How the controller has seen each plugin last. */
  readonly conditions: PluginFiles<PluginCondition>;
  /**
   * Holds the instance against other deployers while `work` runs. Waits up to `waitMs` for another
   * holder, then throws `LOCKED`, naming it.
   */
  withLock<T>(purpose: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;
  /** Holds one plugin against every other change of it, the controller's included; as `withLock`. */
  withPluginLock<T>(
    of: { readonly plugin: string; readonly purpose: string },
    work: () => Promise<T>,
    options?: LockOptions,
  ): Promise<T>;
}
