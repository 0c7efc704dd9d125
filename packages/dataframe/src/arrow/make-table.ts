import { type Data, Field, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';

/** One column that was made. */
export interface MadeColumn {
  readonly name: string;
  readonly data: Data;
}

/** Makes a table of columns of one length. */
export function makeTable(columns: readonly MadeColumn[], length: number): Table {
  const fields = columns.map(({ name, data }) => new Field(name, data.type, true));
  const children = columns.map(({ data }) => data);
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return new Table([new RecordBatch(new Schema(fields), data)]);
}
