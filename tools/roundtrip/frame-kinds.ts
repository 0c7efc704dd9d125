import type { DataFrame } from '@celeriac/functions';
import fc from 'fast-check';
import { rawValues, tableOf, typesOf } from './frame-cells.ts';
import type { ValueKind } from './value-kinds.ts';

const text = fc.string({ unit: 'binary' });
/** Names hold no NUL. */
const name = text.map((some) => some.replaceAll('\0', '_'));
const MOST = 2n ** 63n;

/** Columns of one length by the kinds of values that a caller can pass. */
function columnOf(length: number): fc.Arbitrary<unknown> {
  const size = { minLength: length, maxLength: length };
  const nullable = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.array(fc.option(values), size);
  return fc.oneof(
    nullable(fc.double()),
    nullable(fc.bigInt({ min: -MOST, max: MOST - 1n })),
    nullable(fc.boolean()),
    nullable(text),
    nullable(fc.constantFrom('low', 'high', '', 'größe')),
    nullable(fc.date({ noInvalidDate: true, min: new Date(-8e12), max: new Date(8e12) })),
    nullable(fc.array(fc.option(fc.double()), { maxLength: 3 })),
    nullable(fc.array(text, { maxLength: 3 })),
    fc.int8Array(size),
    fc.uint8Array(size),
    fc.int16Array(size),
    fc.uint16Array(size),
    fc.int32Array(size),
    fc.uint32Array(size),
    fc.float32Array(size),
    fc.float64Array(size),
    fc.bigInt64Array(size),
    fc.bigUint64Array(size),
  );
}

const columns = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.uniqueArray(name, { maxLength: 6 }))
  .chain(([length, names]) => {
    const entries = names.map((each) => fc.tuple(fc.constant(each), columnOf(length)));
    return fc.tuple(...entries).map((made) => Object.fromEntries<unknown>(made));
  });

/** Names and types, and the exact values of each column. */
function toComparable(table: DataFrame): unknown {
  return {
    types: typesOf(table),
    columns: table.schema.fields.map(({ name }) => rawValues(table, name)),
  };
}

const frame = {
  values: columns.map((value) => tableOf(value)),
  perCall: 1,
  read: (value: unknown) => toComparable(value as DataFrame),
  count: (value: unknown) => (value as DataFrame).numRows * (value as DataFrame).numCols,
};

/** Data frames, as each library has them. */
export const frames: readonly ValueKind[] = [
  { ...frame, name: 'dataframe (pandas)', function: 'pandas_frame' },
  { ...frame, name: 'dataframe (polars)', function: 'polars_frame' },
  { ...frame, name: 'dataframe (pyarrow)', function: 'arrow_frame' },
];
