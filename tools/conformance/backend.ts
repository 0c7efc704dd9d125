import type { ContainerSpec, Spawner, StateLimits } from '@celeriac/deployment';

/** What a backend can hold its containers to; a case that needs more is told as left out. */
export interface Capabilities {
  /** `cpu`, `memory` without swap, `shm_size` and a bound of processes. */
  readonly limits: boolean;
  /** `storage`. */
  readonly storage: boolean;
  /** The hardening list: read-only root, no capabilities, no new privileges, seccomp, another user. */
  readonly hardening: boolean;
  /** Whether kills at the memory limit are told. */
  readonly memoryKills: boolean;
  /** Whether it knows what containers used and what is free on disk, so that causes hold numbers. */
  readonly numbers: boolean;
  /** Whether somebody can reach into it behind our back; see `Backend.bySomebody`. */
  readonly somebody: boolean;
  /** Whether an image can be taken away. */
  readonly images: boolean;
}

/** One backend under test, with an instance of its own in it; disposing leaves nothing of that. */
export interface Backend extends AsyncDisposable {
  readonly name: string;
  readonly can: Capabilities;
  readonly spawner: Spawner;
  /** Owner of all that the cases make. */
  readonly instance: string;
  /** A spec of small limits whose container runs a POSIX shell script, with Python 3 at hand. */
  specOf(script: string, change?: Partial<ContainerSpec>): ContainerSpec;
  /** What a user of the backend's own tools would do, behind our back. */
  readonly bySomebody: {
    kill(id: string): Promise<void>;
    stop(id: string): Promise<void>;
    remove(id: string): Promise<void>;
    /** Makes a container as `spec` says and does not start it, as a spawner that died half way; resolves to its id. */
    leavePending(spec: ContainerSpec): Promise<string>;
  };
  /** Another spawner of the same backend, as another process would have it, with limits of its own. */
  openStallable(limits: Partial<StateLimits>): Promise<StallableSpawner>;
  /** All that the backend tells anyone of a container but its environment, as text. */
  describe(id: string): Promise<string>;
}

/** A spawner whose backend can be made to take all that it is asked and to answer nothing. */
export interface StallableSpawner extends AsyncDisposable {
  readonly spawner: Spawner;
  stall(): void;
  /** Lets the backend answer again; what it was asked meanwhile comes to it late. */
  resume(): void;
}

/** One promise of the port. */
export interface ConformanceCase {
  readonly name: string;
  readonly needs?: keyof Capabilities;
  /** Throws what does not hold. */
  run(backend: Backend): Promise<void>;
}
