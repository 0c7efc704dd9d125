/** What a value of a column is; `null` for what is none. */
export type CellKind =
  'number' | 'bigint' | 'boolean' | 'string' | 'date' | 'bytes' | 'list' | 'null' | 'other';

/** What all values of a kind are called, where another comes among them. */
export const KIND_NAMES: Readonly<Record<CellKind, string>> = {
  number: 'a number',
  bigint: 'a bigint',
  boolean: 'a boolean',
  string: 'a string',
  date: 'a Date',
  bytes: 'a Uint8Array',
  list: 'a list',
  null: 'null',
  other: 'null, a boolean, number, bigint, string, Date, Uint8Array or list',
};

/** Tells what one value is. */
export function toCellKind(value: unknown): CellKind {
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      return typeof value as CellKind;
    case 'undefined':
      return 'null';
    case 'object':
      if (value === null) return 'null';
      if (value instanceof Date) return 'date';
      if (Array.isArray(value)) return 'list';
      return value instanceof Uint8Array ? 'bytes' : 'other';
    default:
      return 'other';
  }
}
