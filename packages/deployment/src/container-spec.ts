import type { EndCause } from './end-cause.ts';
import type { NetworkPolicy } from './network-policy.ts';
import type { StartTimes } from './start-times.ts';

/** Who a container belongs to; written as labels, and all that a sweep ever goes by. */
export interface Owner {
  /** Id of the Celeriac instance (one state directory). */
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
  /** Version of the app: a deploy's number, from 1. */
  readonly version: number;
}

/** A container as it should be, for any backend. */
export interface ContainerSpec {
  /** Unique on its backend; also the worker's name, as its broker consumer is tagged. */
  readonly name: string;
  readonly owner: Owner;
  readonly image: string;
  /** Values of secrets stand only here: in no label, log or hash that leaves the process. */
  readonly env: Readonly<Record<string, string>>;
  /** CPU cores, at most so many at a time. */
  readonly cpu: number;
  /** Limit of memory; there is no swap beside it. */
  readonly memoryMiB: number;
  /** Size of `/dev/shm`. */
  readonly shmSizeMiB: number;
  /** Disk allowance, where the backend can enforce one. */
  readonly storageGiB: number;
  /** GPU devices. */
  readonly gpu: number;
  readonly network: NetworkPolicy;
  /** Folder of this machine that is mounted at `WORKER_BLOB_DIRECTORY`: the app's own, no other. */
  readonly blobDirectory?: string;
  /**
   * Folder of this machine that is mounted, read-only, at `WORKER_APP_DIRECTORY`, in the place of what
   * the image has there: for development.
   */
  readonly codeDirectory?: string;
  /** How long a stop may take before the worker is killed. */
  readonly stopGraceMs: number;
  /** Hash of everything above that makes a container differ. */
  readonly specHash: string;
}

/**
 * Where a container is in its life.
 *
 * - `pending`: asked for or made, not started yet; for `StateLimits.pendingMs` at most
 * - `running`: its main process runs; whether its worker is ready is told by the broker, within `readyMs`
 * - `stopping`: told to end, or being removed; for its grace and `stoppingMs` at most
 * - `stopped`: it ended as it was told to, or was done
 * - `failed`: it ended otherwise, could not start, or was in a state for too long; see its cause
 */
export type ContainerState = 'pending' | 'running' | 'stopping' | 'stopped' | 'failed';

/** A container as it is. */
export interface ContainerStatus {
  readonly id: string;
  readonly name: string;
  readonly owner: Owner;
  readonly image: string;
  readonly specHash: string;
  readonly state: ContainerState;
  readonly exitCode?: number;
  /** Whether a process of it was killed at its memory limit; the container may run on. */
  readonly outOfMemory?: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339; of one that has just started, or that ended. */
  readonly startedAt?: string;
  /** RFC 3339; of one that ended. */
  readonly endedAt?: string;
  /** Of one that ended, or could not start; see `explainCause`. */
  readonly cause?: EndCause;
  /** Why it is in its state, in words. */
  readonly reason?: string;
}

/** A container that runs since just now, and what that took, in milliseconds. */
export interface StartedContainer extends ContainerStatus {
  readonly times: Pick<StartTimes, 'createMs' | 'startMs'>;
}

/** One line that a container wrote. */
export interface LogLine {
  readonly container: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** RFC 3339 with nanoseconds, from the backend. */
  readonly time?: string;
}
