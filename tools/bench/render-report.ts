import type { BenchRow } from './bench-row.ts';

/** What `--json` writes, as one object. */
export interface BenchReport {
  readonly suite: string;
  readonly rows: readonly BenchRow[];
}

const columns = ['name', 'value', 'unit', 'peer', 'ratio', 'target', 'holds'] as const;

/** Writes a report as a table for people: numbers to the right, words to the left. */
export function renderTable({ suite, rows }: BenchReport): string {
  const cells = rows.map((row) => columns.map((column) => renderCell(row[column])));
  const table = [columns.map((column) => (column === 'name' ? suite : column)), ...cells];
  const widths = columns.map((_, index) => Math.max(...table.map((line) => line[index]!.length)));
  return table
    .map((line) =>
      line
        .map((cell, index) => {
          const isNumber = typeof rows[0]?.[columns[index]!] === 'number';
          return isNumber ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function renderCell(value: string | number | boolean | null): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
