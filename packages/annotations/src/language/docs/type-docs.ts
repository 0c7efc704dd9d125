import type { TypeName } from '@celeriac/signature';

/** A type on both sides of a call. */
export interface TypeDoc {
  readonly python: string;
  readonly javascript: string;
  readonly note: string;
}

/** What each type is, in Python and for the caller. */
export const TYPE_DOCS: Readonly<Record<TypeName, TypeDoc>> = {
  int: {
    python: '`int`',
    javascript: '`number`, a safe integer',
    note: 'A whole number. 3.9 and "3" are refused, never rounded.',
  },
  bigint: { python: '`int`', javascript: '`bigint`', note: 'A whole number, exact at any size.' },
  double: {
    python: '`float`',
    javascript: '`number`',
    note: 'A number; NaN, infinities and -0 are kept.',
  },
  bool: {
    python: '`bool`',
    javascript: '`boolean`',
    note: 'True or false; the text "false" is refused.',
  },
  string: {
    python: '`str`',
    javascript: '`string`',
    note: 'A text of any code points; lone surrogates are refused.',
  },
  datetime: {
    python: '`datetime`, aware, in UTC unless given',
    javascript: '`Date`',
    note: 'A moment, written as RFC 3339.',
  },
  list: {
    python: '`list`',
    javascript: 'array',
    note: 'A list; of `list<T>` every element is checked.',
  },
  string_list: { python: '`list[str]`', javascript: '`string[]`', note: 'A list of texts.' },
  map: {
    python: '`dict` with `str` keys',
    javascript: 'plain object',
    note: 'JSON values by name.',
  },
  object: { python: 'any JSON value', javascript: '`unknown`', note: 'Whatever JSON can hold.' },
  dynamic: { python: 'any JSON value', javascript: '`unknown`', note: 'Whatever JSON can hold.' },
  dataframe: {
    python: '`pandas.DataFrame`, or what the hint in the `def` names',
    javascript: 'Arrow `Table`',
    note: 'A table; nulls are nulls.',
  },
  column: {
    python: '`str`',
    javascript: '`string`',
    note: 'The name of a column of the frame before it, or of its `table`.',
  },
  column_list: {
    python: '`list[str]`',
    javascript: '`string[]`',
    note: 'Names of columns of the frame before it, or of its `table`.',
  },
  file: {
    python: '`pathlib.Path` of a private copy; `bytes`, `str` or `BinaryIO` where the hint says so',
    javascript: '`{ name, mediaType, bytes }`',
    note: 'A file with its name; removed when the call ends.',
  },
  blob: { python: '`bytes`', javascript: '`Uint8Array`', note: 'Bytes.' },
  graphics: {
    python: 'a figure of matplotlib or plotly, an image of PIL, PNG or SVG',
    javascript: '`{ mediaType, bytes }`',
    note: 'A picture; no display is needed.',
  },
};
