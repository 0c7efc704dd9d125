import { type DataType, Type, type Table } from 'apache-arrow';
import type { ColumnKind, FrameColumn } from '@celeriac/signature';

const KINDS: ReadonlyMap<Type, ColumnKind> = new Map([
  [Type.Null, 'empty'],
  [Type.Int, 'numerical'],
  [Type.Float, 'numerical'],
  [Type.Decimal, 'numerical'],
  [Type.Utf8, 'categorical'],
  [Type.LargeUtf8, 'categorical'],
  [Type.Utf8View, 'categorical'],
  [Type.Bool, 'categorical'],
  [Type.Dictionary, 'categorical'],
  [Type.Timestamp, 'dateTime'],
  [Type.Date, 'dateTime'],
]);

/** What is known of each column of a table, in order. */
export function toFrameColumns({ schema, batches }: Table): readonly FrameColumn[] {
  return schema.fields.map(({ name, type }, index) => ({
    name,
    kind: KINDS.get((type as DataType).typeId) ?? 'other',
    type: String(type),
    nullCount: batches.reduce((sum, { data }) => {
      const { nullCount = 0, length = 0 } = data.children[index] ?? {};
      return sum + ((type as DataType).typeId === Type.Null ? length : nullCount);
    }, 0),
  }));
}
