import type { Attachment } from './bytes/attachment.ts';

/** Why a value does not fit its parameter. Codes are stable. */
export type ProblemCode =
  | 'wrong-type'
  | 'null-value'
  | 'not-an-integer'
  | 'unsafe-integer'
  | 'lone-surrogate'
  | 'invalid-datetime'
  | 'not-json'
  | 'cycle'
  | 'too-deep'
  | 'not-carried'
  | 'no-such-part'
  | 'invalid-file-name'
  | 'invalid-media-type'
  | 'invalid-frame'
  | 'duplicate-column'
  | 'invalid-column-name'
  | 'unknown-column'
  | 'wrong-column-type'
  | 'null-in-column'
  | 'unknown-argument'
  | 'missing-argument'
  | 'not-a-choice'
  | 'below-min'
  | 'above-max'
  | 'unknown-output'
  | 'missing-output';

/** One thing that is wrong with one argument, output or value. */
export interface ValueProblem {
  /** Name of the input or output; for a lone value, the path that was given for it. */
  readonly parameter: string;
  /** Where in the value, from the parameter's name on: `items[3].name`, `row["a b"]`. */
  readonly path: string;
  readonly code: ProblemCode;
  /** What would fit: `int`, `one of "a", "b"`. */
  readonly expected: string;
  /** What was there: `string "3"`, `nothing`. */
  readonly actual: string;
  /** A whole sentence that names the place, and what to do. */
  readonly message: string;
}

/** What is encoded: JSON, and beside it the bytes that the JSON refers to by `{"part": 0}` and so on. */
export interface Encoded<T> extends Coded<T> {
  readonly attachments: readonly Attachment[];
}

/** A value with all that was wrong with what it was made of; it is to be used only without problems. */
export interface Coded<T> {
  readonly value: T;
  readonly problems: readonly ValueProblem[];
}
