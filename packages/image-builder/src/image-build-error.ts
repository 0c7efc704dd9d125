import type { BuildStep } from '@celeriac/deployment';

/**
 * Why an image was not built.
 *
 * - `DEPENDENCY_FAILED`: a step that installs dependencies failed, so a requirement is to be changed
 * - `PACKAGE_FAILED`: a Debian package cannot be installed
 * - `INDEX_UNREACHABLE`: a package index, channel or mirror does not answer
 * - `BASE_UNAVAILABLE`: the base image is not there and cannot be pulled
 * - `BUILD_FAILED`: any other step failed, or the engine refuses the Dockerfile
 * - `CONTEXT_CHANGED`: a file of the context is not what it was when the plan was made
 * - `CONTEXT_INVALID`: a path of the plan cannot be in a context, or the CA bundle cannot be read
 * - `SECRETS_UNSUPPORTED`: the builder would keep a password that the build needs
 * - `NO_SPACE`: the engine's disk is full
 * - `TIMEOUT`: the build took longer than its bound
 * - `CANCELLED`: the caller's signal was aborted
 */
export type ImageBuildErrorCode =
  | 'DEPENDENCY_FAILED'
  | 'PACKAGE_FAILED'
  | 'INDEX_UNREACHABLE'
  | 'BASE_UNAVAILABLE'
  | 'BUILD_FAILED'
  | 'CONTEXT_CHANGED'
  | 'CONTEXT_INVALID'
  | 'SECRETS_UNSUPPORTED'
  | 'NO_SPACE'
  | 'TIMEOUT'
  | 'CANCELLED';

/** The step that a build failed in. */
export interface FailedStep extends BuildStep {
  /** From 1, as in the plan. */
  readonly index: number;
}

/** Facts of an `ImageBuildError` besides its code and message. */
export interface ImageBuildErrorFacts {
  readonly image?: string;
  readonly step?: FailedStep;
  /** What the failed step wrote last, oldest first; at most 40 lines. */
  readonly lastLines?: readonly string[];
  readonly remedy?: string;
  /** What is free on the engine's disk, where it is full and of this machine. */
  readonly freeBytes?: number;
  readonly cause?: unknown;
}

/** A build that did not end with an image; trouble with the engine itself is an `EngineError`. */
export class ImageBuildError extends Error {
  override readonly name = 'ImageBuildError';
  readonly code: ImageBuildErrorCode;
  /** Whether the same plan may build later with nothing changed. */
  readonly retryable: boolean;
  declare readonly image?: string;
  declare readonly step?: FailedStep;
  /** Layer of the failed step. */
  declare readonly layer?: BuildStep['layer'];
  readonly lastLines: readonly string[];
  /** What to do next, as a sentence. */
  declare readonly remedy?: string;
  /** With `NO_SPACE`: bytes free on the engine's disk once the failed step was undone. */
  declare readonly freeBytes?: number;

  constructor(code: ImageBuildErrorCode, message: string, facts: ImageBuildErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = ['TIMEOUT', 'BASE_UNAVAILABLE', 'INDEX_UNREACHABLE'].includes(code);
    this.lastLines = facts.lastLines ?? [];
    if (facts.image !== undefined) this.image = facts.image;
    if (facts.step !== undefined) {
      this.step = facts.step;
      this.layer = facts.step.layer;
    }
    if (facts.freeBytes !== undefined) this.freeBytes = facts.freeBytes;
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
