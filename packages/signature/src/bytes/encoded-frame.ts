import type { ProblemCode } from '../value-problem.ts';
import type { Chunks } from './attachment.ts';

/**
 * What a column holds, as headers tell it apart. Numerical: integers, floats, decimals. Categorical:
 * strings, booleans, dictionaries. A column that holds nothing but nulls without a type is `empty`
 * and fits everything.
 */
export type ColumnKind = 'numerical' | 'categorical' | 'dateTime' | 'empty' | 'other';

/** What is known of one column of a frame. */
export interface FrameColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Its type as Arrow names it: `Int64`, `Timestamp<MILLISECOND, UTC>`. */
  readonly type: string;
  readonly nullCount: number;
}

/** A data frame as it travels: an Arrow IPC stream, and what is checked of it. */
export interface EncodedFrame {
  readonly bytes: Chunks;
  readonly columns: readonly FrameColumn[];
}

/** Why a value is no data frame, or one that cannot be sent. */
export interface FrameProblem {
  /** Where in the value: a column's name and a row, or a row and a column's name. */
  readonly at: readonly (string | number)[];
  readonly code: ProblemCode;
  readonly expected: string;
  readonly value: unknown;
  /** A sentence that says what to do. */
  readonly remark?: string;
}

/**
 * Turns what a caller passes for a `dataframe` into what travels; tells everything that is wrong, and
 * then gives none. `loadFrames` of `@celeriac/dataframe` has one.
 */
export type EncodeFrame = (
  value: unknown,
  tell: (problem: FrameProblem) => void,
) => EncodedFrame | undefined;
