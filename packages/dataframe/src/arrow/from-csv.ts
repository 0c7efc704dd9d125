import type { Table } from 'apache-arrow';
import { toCells } from '../csv/to-cells.ts';
import type { CsvField } from '../csv/parse-csv.ts';
import { findNameProblems } from './find-name-problems.ts';
import type { Tell } from './encode-frame.ts';
import { makeColumn } from './make-column.ts';
import { makeTable } from './make-table.ts';

/** Makes a table of the records of a CSV file, whose first one names the columns. */
export function csvToTable(
  records: readonly (readonly CsvField[])[],
  tell: Tell,
): Table | undefined {
  const [header, ...rows] = records;
  if (header === undefined) {
    const expected = 'CSV with a header line';
    return void tell({ at: [], code: 'invalid-frame', expected, value: '' });
  }
  let isWrong = false;
  const tellHere: Tell = (problem) => {
    isWrong = true;
    tell(problem);
  };
  const names = header.map(({ text }) => text);
  findNameProblems(names).forEach(tellHere);
  for (const [index, { length }] of rows.entries())
    if (length !== names.length)
      tellHere({
        at: [index],
        code: 'invalid-frame',
        expected: `${names.length} fields, as in the header line`,
        value: `${length} fields`,
      });
  if (isWrong) return undefined;
  const columns = names.map((name, column) => {
    const fields = rows.map((row) => row[column] as CsvField);
    const data = makeColumn(toCells(fields), ({ at: [index = 0, ...inside], ...rest }) =>
      tellHere({ at: [index, name, ...inside], ...rest }),
    );
    return { name, data };
  });
  return makeTable(columns, rows.length);
}
