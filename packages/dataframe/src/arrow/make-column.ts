import { type Data, Field, List, makeData, Null } from 'apache-arrow';
import { type CellKind, KIND_NAMES, toCellKind } from './cell-kind.ts';
import type { Tell } from './encode-frame.ts';
import { makeScalars } from './make-scalars.ts';
import { markNulls } from './mark-nulls.ts';

/**
 * Makes a column of values of one kind; null and undefined are null.
 *
 * number: Float64. bigint: Int64. boolean: Bool. string: Utf8. Date: Timestamp<ms, UTC>. Uint8Array:
 * Binary. list: List of the same rules. Nothing but nulls: Null. `tell` is told of each value that is
 * of another kind than the first, or does not fit, by its index.
 */
export function makeColumn(values: readonly unknown[], tell: Tell): Data {
  const kind = findKind(values, tell);
  if (kind === undefined) return makeData({ type: new Null(), length: values.length });
  return kind === 'list' ? makeLists(values, tell) : makeScalars(kind, values, tell);
}

function findKind(
  values: readonly unknown[],
  tell: Tell,
): Exclude<CellKind, 'null' | 'other'> | undefined {
  let found: Exclude<CellKind, 'null' | 'other'> | undefined;
  for (let index = 0; index < values.length; index++) {
    const kind = toCellKind(values[index]);
    if (kind === 'null' || kind === found) continue;
    if (kind !== 'other' && found === undefined) found = kind;
    else {
      const expected =
        kind === 'other' ? KIND_NAMES.other : `${KIND_NAMES[found ?? 'other']}, as before it`;
      const remark = REMARKS[kind];
      const facts = { expected, value: values[index], ...(remark !== undefined && { remark }) };
      tell({ at: [index], code: 'wrong-type', ...facts });
    }
  }
  return found;
}

const REMARKS: Partial<Record<CellKind, string>> = {
  bigint: 'A column holds numbers or bigints, not both.',
  number: 'A column holds values of one kind.',
  other: 'Pass an Arrow table for other types.',
};

function makeLists(values: readonly unknown[], tell: Tell): Data {
  const { nullBitmap, nullCount } = markNulls(values);
  const valueOffsets = new Int32Array(values.length + 1);
  const inside: unknown[] = [];
  const owners: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const list = values[index];
    if (Array.isArray(list))
      for (let at = 0; at < list.length; at++) {
        inside.push(list[at]);
        owners.push(index);
      }
    valueOffsets[index + 1] = inside.length;
  }
  const child = makeColumn(inside, ({ at: [place = 0, ...rest], ...problem }) => {
    const owner = owners[Number(place)] ?? 0;
    tell({ at: [owner, Number(place) - (valueOffsets[owner] ?? 0), ...rest], ...problem });
  });
  const type = new List(new Field('item', child.type, true));
  const length = values.length;
  return makeData({ type, length, nullCount, nullBitmap, valueOffsets, child });
}
