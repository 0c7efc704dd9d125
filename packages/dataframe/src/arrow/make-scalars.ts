import { Bool, type Data, Float64, Int64, makeData, Timestamp, TimeUnit } from 'apache-arrow';
import type { CellKind } from './cell-kind.ts';
import type { Tell } from './encode-frame.ts';
import { makeBinaries, makeTexts } from './make-texts.ts';
import { markNulls } from './mark-nulls.ts';

const INT64_REMARK = 'Pass a BigUint64Array for numbers up to 2^64 - 1, or text.';

/** Makes a column of one kind of scalars; what is of another kind is left null, and told elsewhere. */
export function makeScalars(
  kind: Exclude<CellKind, 'null' | 'other' | 'list'>,
  values: readonly unknown[],
  tell: Tell,
): Data {
  const { length } = values;
  const nulls = { length, ...markNulls(values) };
  switch (kind) {
    case 'number': {
      const data = new Float64Array(length);
      for (let index = 0; index < length; index++) data[index] = Number(values[index] ?? 0);
      return makeData({ type: new Float64(), data, ...nulls });
    }
    case 'bigint':
      return makeData({ type: new Int64(), data: toInt64(values, tell), ...nulls });
    case 'boolean': {
      const data = new Uint8Array((length + 7) >> 3);
      for (let index = 0; index < length; index++)
        if (values[index] === true) data[index >> 3]! |= 1 << (index & 7);
      return makeData({ type: new Bool(), data, ...nulls });
    }
    case 'date': {
      const type = new Timestamp(TimeUnit.MILLISECOND, 'UTC');
      return makeData({ type, data: toTimes(values, tell), ...nulls });
    }
    case 'string':
      for (let index = 0; index < length; index++) {
        const text = values[index];
        if (typeof text === 'string' && !text.isWellFormed())
          tell({
            at: [index],
            code: 'lone-surrogate',
            expected: 'well-formed text',
            value: text,
          });
      }
      return makeTexts(values, nulls);
    case 'bytes':
      return makeBinaries(values, nulls);
  }
}

function toInt64(values: readonly unknown[], tell: Tell): BigInt64Array {
  const data = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value !== 'bigint') continue;
    data[index] = value;
    if (data[index] !== value)
      tell({
        at: [index],
        code: 'unsafe-integer',
        expected: 'a bigint of 64 bits',
        value,
        remark: INT64_REMARK,
      });
  }
  return data;
}

function toTimes(values: readonly unknown[], tell: Tell): BigInt64Array {
  const data = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (!(value instanceof Date)) continue;
    const time = value.getTime();
    if (Number.isNaN(time))
      tell({ at: [index], code: 'invalid-datetime', expected: 'a valid Date', value });
    else data[index] = BigInt(time);
  }
  return data;
}
