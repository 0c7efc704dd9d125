import {
  type Data,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
} from 'apache-arrow';

const TYPES = {
  Int8Array: Int8,
  Int16Array: Int16,
  Int32Array: Int32,
  BigInt64Array: Int64,
  Uint8Array: Uint8,
  Uint16Array: Uint16,
  Uint32Array: Uint32,
  BigUint64Array: Uint64,
  Float32Array: Float32,
  Float64Array: Float64,
} as const;

/** A typed array as a column of its type, not copied; `undefined` for anything else. */
export function fromTypedArray(values: unknown): Data | undefined {
  if (!ArrayBuffer.isView(values)) return undefined;
  const tag = (values as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? '';
  if (!Object.hasOwn(TYPES, tag)) return undefined;
  const Type = TYPES[tag as keyof typeof TYPES];
  // The type is that of the array, which no compiler follows through the table.
  return makeData({ type: new Type() as Float64, data: values as Float64Array, nullCount: 0 });
}
