/**
 * Why an image was not pulled or pushed.
 *
 * - `UNAUTHORIZED`: the registry wants a login, or refuses this one
 * - `REGISTRY_UNREACHABLE`: it does not answer, or stopped to
 * - `IMAGE_NOT_FOUND`: it has no image of this name, or hides it without a login
 * - `TRANSFER_FAILED`: anything else that it or the engine refuses
 * - `CANCELLED`: the caller's signal was aborted
 * - `CREDENTIALS_UNREADABLE`: Docker's config file or a credential helper cannot be used
 */
export type RegistryErrorCode =
  | 'UNAUTHORIZED'
  | 'REGISTRY_UNREACHABLE'
  | 'IMAGE_NOT_FOUND'
  | 'TRANSFER_FAILED'
  | 'CANCELLED'
  | 'CREDENTIALS_UNREADABLE';

/** Facts of a `RegistryError` besides its code and message. */
export interface RegistryErrorFacts {
  /** Host, with its port where it has one. */
  readonly registry?: string;
  readonly image?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** A pull or push that did not come to its end. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  /** Whether the same transfer may succeed later with nothing changed. */
  readonly retryable: boolean;
  declare readonly registry?: string;
  declare readonly image?: string;
  /** What to do next, as a sentence. */
  declare readonly remedy?: string;

  constructor(code: RegistryErrorCode, message: string, facts: RegistryErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'REGISTRY_UNREACHABLE' || code === 'TRANSFER_FAILED';
    if (facts.registry !== undefined) this.registry = facts.registry;
    if (facts.image !== undefined) this.image = facts.image;
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
