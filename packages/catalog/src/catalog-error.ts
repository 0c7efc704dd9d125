/** Why a call name leads to no function. */
export type CatalogErrorCode =
  'UNKNOWN_PLUGIN' | 'UNKNOWN_FUNCTION' | 'APP_STOPPED' | 'BAD_CALL_NAME';

/** A call name that cannot be called; `near` holds the names it may have meant. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly code: CatalogErrorCode;
  readonly retryable = false;
  readonly remedy?: string;
  readonly callName: string;
  readonly near: readonly string[];

  constructor(
    code: CatalogErrorCode,
    message: string,
    facts: { callName: string; near?: readonly string[]; remedy?: string },
  ) {
    super(message);
    this.code = code;
    this.callName = facts.callName;
    this.near = facts.near ?? [];
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
