import type { EndCause } from '@celeriac/deployment';

/**
 * Why a container does not run or cannot be touched.
 *
 * - `START_FAILED`: it could not start, or ended within its start; see `exitCode` and `lastLines`
 * - `IMAGE_NOT_FOUND`: its image is not on the engine
 * - `INSUFFICIENT_CPU`: it asks for more CPUs than the engine's machine has
 * - `GPU_UNAVAILABLE`: it asks for GPUs, and the engine can give none
 * - `DISK_FULL`: the engine has no room left on disk
 * - `BLOB_DIRECTORY_MISSING`: the folder for its large values is not on the engine's machine
 * - `INVALID_SPEC`: the engine refuses the spec for another reason
 * - `CONFLICT`: its name belongs to something that is not ours
 * - `NO_SUBNET`: the network range has no free subnet
 * - `NETWORK_OPEN`: its network cannot be closed as container.json asks
 * - `HOST_NOT_FOUND`: a host that it may connect to has no address
 * - `TIMEOUT`: it was in a state for longer than its limit; see `StateLimits` of the port
 * - `NOT_FOUND`: there is no such container
 * - `NOT_OURS`: the container was not made by Celeriac, so it is left alone
 */
export type SpawnErrorCode =
  | 'START_FAILED'
  | 'IMAGE_NOT_FOUND'
  | 'INSUFFICIENT_CPU'
  | 'GPU_UNAVAILABLE'
  | 'DISK_FULL'
  | 'BLOB_DIRECTORY_MISSING'
  | 'INVALID_SPEC'
  | 'CONFLICT'
  | 'NO_SUBNET'
  | 'NETWORK_OPEN'
  | 'HOST_NOT_FOUND'
  | 'TIMEOUT'
  | 'NOT_FOUND'
  | 'NOT_OURS';

/** Facts of a `SpawnError` besides its code and message. */
export interface SpawnErrorFacts {
  /** Why the container ended, or could not start. */
  readonly endCause?: EndCause;
  /** Name or id of the container. */
  readonly container?: string;
  readonly exitCode?: number;
  readonly outOfMemory?: boolean;
  /** What the container wrote last, oldest first; at most 20 lines. */
  readonly lastLines?: readonly string[];
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A container that is not as it should be; trouble with the engine itself is an `EngineError`. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  readonly code: SpawnErrorCode;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  declare readonly container?: string;
  declare readonly exitCode?: number;
  declare readonly outOfMemory?: boolean;
  declare readonly endCause?: EndCause;
  readonly lastLines: readonly string[];
  /** What to do next, as a sentence. */
  declare readonly remedy?: string;

  constructor(code: SpawnErrorCode, message: string, facts: SpawnErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'TIMEOUT';
    this.lastLines = facts.lastLines ?? [];
    if (facts.container !== undefined) this.container = facts.container;
    if (facts.exitCode !== undefined) this.exitCode = facts.exitCode;
    if (facts.endCause !== undefined) this.endCause = facts.endCause;
    if (facts.outOfMemory !== undefined) this.outOfMemory = facts.outOfMemory;
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
