/**
 * What went wrong with an engine, as a reader of code tells it apart.
 *
 * - `ENGINE_UNREACHABLE`: nothing answers at the address, or the connection was lost
 * - `PERMISSION_DENIED`: the socket or the engine refuses this user
 * - `NOT_FOUND`: no such image, container, network or volume
 * - `CONFLICT`: a name is taken, an object is in use, or a subnet overlaps
 * - `NO_SPACE`: the engine's disk is full
 * - `INVALID`: the engine (or this package) refuses what was asked for; the message is its own
 * - `TIMEOUT`: no answer within the bound
 * - `ABORTED`: the caller's signal was aborted, or the engine was closed
 * - `ENGINE_FAILED`: the engine answered with an error of its own or with something unreadable
 */
export type EngineErrorCode =
  | 'ENGINE_UNREACHABLE'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'NO_SPACE'
  | 'INVALID'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'ENGINE_FAILED';

/** Facts of an `EngineError` besides its code and message. */
export interface EngineErrorFacts {
  /** Address that was tried, in the form of `DOCKER_HOST`. */
  readonly address?: string;
  /** HTTP status of the engine's answer. */
  readonly status?: number;
  /** The engine's own words, without ours. */
  readonly detail?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Anything that fails between us and an engine. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean;
  /** What to do next, as a sentence. */
  declare readonly remedy?: string;
  declare readonly address?: string;
  declare readonly status?: number;
  declare readonly detail?: string;

  constructor(code: EngineErrorCode, message: string, facts: EngineErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'ENGINE_UNREACHABLE' || code === 'TIMEOUT';
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
    if (facts.address !== undefined) this.address = facts.address;
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.detail !== undefined) this.detail = facts.detail;
  }
}
