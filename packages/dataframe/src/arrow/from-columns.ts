import type { Table } from 'apache-arrow';
import { findNameProblems } from './find-name-problems.ts';
import { makeColumn } from './make-column.ts';
import { type MadeColumn, makeTable } from './make-table.ts';
import { fromTypedArray } from './from-typed-array.ts';
import type { Tell } from './encode-frame.ts';

/** Makes a table of an object of columns, each an array or a typed array; all have one length. */
export function columnsToTable(
  columns: Readonly<Record<string, unknown>>,
  tell: Tell,
): Table | undefined {
  const names = Object.keys(columns);
  findNameProblems(names).forEach(tell);
  const made: MadeColumn[] = [];
  let length: number | undefined;
  for (const name of names) {
    const values = columns[name];
    const typed = fromTypedArray(values);
    const tellAt: Tell = ({ at, ...rest }) => tell({ at: [name, ...at], ...rest });
    const data = typed ?? (Array.isArray(values) ? makeColumn(values, tellAt) : undefined);
    if (data === undefined) {
      tellAt({ at: [], code: 'wrong-type', expected: 'a column (an array)', value: values });
      continue;
    }
    length ??= data.length;
    if (data.length !== length) {
      const expected = `${length} values, as in the columns before it`;
      tellAt({ at: [], code: 'invalid-frame', expected, value: values });
    }
    made.push({ name, data });
  }
  return made.length === names.length ? makeTable(made, length ?? 0) : undefined;
}
