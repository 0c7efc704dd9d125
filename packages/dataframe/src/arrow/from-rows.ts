import type { Table } from 'apache-arrow';
import { makeColumn } from './make-column.ts';
import { makeTable } from './make-table.ts';
import { findNameProblems } from './find-name-problems.ts';
import type { Tell } from './encode-frame.ts';

/**
 * Makes a table of rows: plain objects by the names of columns. The columns are all that any row has,
 * in the order in which they come; what a row lacks is null.
 */
export function rowsToTable(rows: readonly unknown[], tell: Tell): Table | undefined {
  const names = new Set<string>();
  let areRows = true;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (typeof row === 'object' && row !== null && !Array.isArray(row))
      for (const name of Object.keys(row)) names.add(name);
    else {
      areRows = false;
      tell({
        at: [index],
        code: 'wrong-type',
        expected: 'a row (an object of values by column)',
        value: row,
      });
    }
  }
  if (!areRows) return undefined;
  findNameProblems([...names]).forEach(tell);
  const columns = [...names].map((name) => {
    const values = (rows as readonly Readonly<Record<string, unknown>>[]).map((row) =>
      Object.hasOwn(row, name) ? row[name] : null,
    );
    const data = makeColumn(values, ({ at: [index = 0, ...inside], ...rest }) =>
      tell({ at: [index, name, ...inside], ...rest }),
    );
    return { name, data };
  });
  return makeTable(columns, rows.length);
}
