/** Why the broker could not begin. */
export type EmbeddedBrokerErrorCode = 'PORT_IN_USE' | 'CANNOT_LISTEN' | 'INVALID_OPTION';

/** The broker could not begin; `remedy` says what to do. */
export class EmbeddedBrokerError extends Error {
  override readonly name = 'EmbeddedBrokerError';
  readonly code: EmbeddedBrokerErrorCode;
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(
    code: EmbeddedBrokerErrorCode,
    message: string,
    facts: { remedy: string; cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.retryable = code !== 'INVALID_OPTION';
    this.remedy = facts.remedy;
  }
}
