/**
 * Why something cannot be done with processes of this machine.
 *
 * - `PYTHON_MISSING`: there is no Python of the version that an app asks for
 * - `UV_MISSING`: uv is not there and cannot be fetched
 * - `NEEDS_ENGINE`: an app asks for what only a container engine can give it
 * - `DEPENDENCY_FAILED`: a requirement cannot be resolved or installed
 * - `INDEX_UNREACHABLE`: a package index does not answer
 * - `CONTEXT_CHANGED`: a file of the app is not what it was when the plan was made
 * - `NO_SPACE`: the disk is full
 * - `TIMEOUT`: a tool took longer than its bound
 * - `IMAGE_NOT_FOUND`: the folder that a worker is to run from is not there
 * - `START_FAILED`: a worker could not be started
 * - `CONFLICT`: a worker of that name runs
 * - `NOT_FOUND`: there is no such worker
 */
export type LocalErrorCode =
  | 'PYTHON_MISSING'
  | 'UV_MISSING'
  | 'NEEDS_ENGINE'
  | 'DEPENDENCY_FAILED'
  | 'INDEX_UNREACHABLE'
  | 'CONTEXT_CHANGED'
  | 'NO_SPACE'
  | 'TIMEOUT'
  | 'IMAGE_NOT_FOUND'
  | 'START_FAILED'
  | 'CONFLICT'
  | 'NOT_FOUND';

/** Facts of a `LocalError` besides its code and message. */
export interface LocalErrorFacts {
  /** What to do next, as a sentence. */
  readonly remedy?: string;
  /** What a tool or worker wrote last, oldest first; at most 40 lines. */
  readonly lastLines?: readonly string[];
  readonly cause?: unknown;
}

/** Something that does not work on this machine. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
  readonly code: LocalErrorCode;
  /** Whether the same may succeed later with nothing changed. */
  readonly retryable: boolean;
  readonly lastLines: readonly string[];
  declare readonly remedy?: string;

  constructor(code: LocalErrorCode, message: string, facts: LocalErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = ['INDEX_UNREACHABLE', 'TIMEOUT', 'CONTEXT_CHANGED'].includes(code);
    this.lastLines = facts.lastLines ?? [];
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
