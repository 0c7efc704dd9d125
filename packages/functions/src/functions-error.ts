import type { ValueProblem } from '@celeriac/signature';

/** Why a call was refused before it was sent, or its answer could not be read. */
export type FunctionsErrorCode =
  'BAD_CALL_NAME' | 'INVALID_ARGUMENT' | 'UNREADABLE_ARGUMENT' | 'INVALID_RESULT' | 'NO_BROKER';

/** A call that did not go out, or an answer that does not fit its signature. */
export class FunctionsError extends Error {
  override readonly name = 'FunctionsError';
  readonly code: FunctionsErrorCode;
  readonly retryable = false;
  /** Whether the function may have run: it has where its answer cannot be read. */
  readonly maybeExecuted: boolean;
  readonly remedy?: string;
  /** Every argument or output that is wrong, with the path into it. */
  readonly problems: readonly ValueProblem[];

  constructor(
    code: FunctionsErrorCode,
    message: string,
    facts: { problems?: readonly ValueProblem[]; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.maybeExecuted = code === 'INVALID_RESULT';
    this.problems = facts.problems ?? [];
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}
