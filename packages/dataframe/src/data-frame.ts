import type { Table } from 'apache-arrow';

/** A data frame as calls give it: an Arrow table. */
export type DataFrame = Table;

/** One value of a column that Arrow has no type for until all of them are seen. */
export type FrameCell =
  null | undefined | number | bigint | boolean | string | Date | Uint8Array | readonly FrameCell[];

/** One row: its values by the names of the columns; what it lacks is null. */
export type FrameRow = Readonly<Record<string, FrameCell>>;

/** The columns of a frame by their names, all of one length. */
export type FrameColumns = Readonly<Record<string, readonly FrameCell[] | TypedArray>>;

/** Numbers of one type, which the column keeps. */
export type TypedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * What a caller can pass for a data frame: an Arrow table, the bytes of an Arrow IPC stream or file,
 * rows, columns, or the text of a CSV file. The README says what becomes of which value.
 */
export type DataFrameInput = Table | Uint8Array | readonly FrameRow[] | FrameColumns | string;
