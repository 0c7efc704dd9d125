import { isArrowTable, Table } from 'apache-arrow';
import type { EncodedFrame, EncodeFrame, FrameProblem } from '@celeriac/signature';
import { parseCsv } from '../csv/parse-csv.ts';
import { toFrameColumns } from './column-kind.ts';
import { findNameProblems } from './find-name-problems.ts';
import { columnsToTable } from './from-columns.ts';
import { rowsToTable } from './from-rows.ts';
import { readTable } from './read-table.ts';
import { renderStream } from './render-stream.ts';
import { csvToTable } from './from-csv.ts';

/** Tells a problem of a value that is to become a frame. */
export type Tell = (problem: FrameProblem) => void;

/** See `Frames.encodeFrame`. */
export const encodeFrame: EncodeFrame = (value, tell) => {
  let isWrong = false;
  const table = toTable(value, (problem) => {
    isWrong = true;
    tell(problem);
  });
  if (table === undefined || isWrong) return undefined;
  const columns = toFrameColumns(table);
  return { bytes: renderStream(table), columns } satisfies EncodedFrame;
};

function toTable(value: unknown, tell: Tell): Table | undefined {
  if (isArrowTable(value)) {
    findNameProblems(value.schema.fields.map(({ name }) => name)).forEach(tell);
    return value;
  }
  if (value instanceof Uint8Array) {
    const read = readTable(value);
    if (read instanceof Table) return read;
    return void tell(read);
  }
  if (typeof value === 'string') {
    const csv = parseCsv(value);
    if (csv.kind === 'records') return csvToTable(csv.records, tell);
    const { line, expected } = csv;
    return void tell({ at: [], code: 'invalid-frame', expected, value: `line ${line}` });
  }
  if (Array.isArray(value)) return rowsToTable(value, tell);
  if (isPlain(value)) return columnsToTable(value, tell);
  return void tell({
    at: [],
    code: 'wrong-type',
    expected: 'dataframe (an Arrow table, rows, columns or CSV text)',
    value,
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
