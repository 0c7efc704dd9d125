import type { ContainerSpec, Spawner } from '@celeriac/deployment';

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
  };
  /** All that the backend tells anyone of a container but its environment, as text. */
  describe(id: string): Promise<string>;
}

/** One promise of the port. */
export interface ConformanceCase {
  readonly name: string;
  readonly needs?: keyof Capabilities;
  /** Throws what does not hold. */
  run(backend: Backend): Promise<void>;
}
