import { Binary, type Data, makeData, Utf8 } from 'apache-arrow';
import type { NullMarks } from './mark-nulls.ts';

const encoder = new TextEncoder();

/** Makes a column of texts; what is none is empty, and marked as null. */
export function makeTexts(values: readonly unknown[], nulls: NullMarks): Data {
  const valueOffsets = new Int32Array(values.length + 1);
  let length = 0;
  for (const value of values) if (typeof value === 'string') length += value.length;
  let data = new Uint8Array(length);
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'string') {
      // As many bytes as units is enough for ASCII; at most three are needed for one.
      if (end + 3 * value.length > data.length) data = makeRoom(data, end, value);
      end += encoder.encodeInto(value, data.subarray(end)).written;
    }
    valueOffsets[index + 1] = end;
  }
  return makeData({
    type: new Utf8(),
    ...nulls,
    length: values.length,
    valueOffsets,
    data: data.subarray(0, end),
  });
}

/** More room where the text at hand may need it: what is there grows by half, not each time. */
function makeRoom(
  data: Uint8Array<ArrayBuffer>,
  end: number,
  text: string,
): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(text).length;
  if (end + bytes <= data.length) return data;
  const larger = new Uint8Array(Math.ceil(1.5 * data.length) + bytes);
  larger.set(data.subarray(0, end));
  return larger;
}

/** Makes a column of bytes; what is none is empty, and marked as null. */
export function makeBinaries(values: readonly unknown[], nulls: NullMarks): Data {
  const valueOffsets = new Int32Array(values.length + 1);
  values.forEach((value, index) => {
    const size = value instanceof Uint8Array ? value.length : 0;
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + size;
  });
  const data = new Uint8Array(valueOffsets.at(-1) ?? 0);
  values.forEach((value, index) => {
    if (value instanceof Uint8Array) data.set(value, valueOffsets[index]);
  });
  return makeData({ type: new Binary(), ...nulls, length: values.length, valueOffsets, data });
}
