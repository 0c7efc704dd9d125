import { ByteReader } from './byte-reader.ts';

/** A value in a field table, as JavaScript has it. */
export type FieldValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Buffer
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** Arguments, headers and properties by name. */
export type FieldTable = Readonly<Record<string, FieldValue>>;

const MAX_DEPTH = 64;

/** Reads a table without its length, with the type letters that RabbitMQ uses. */
export function parseTable(bytes: Buffer, depth = 0): FieldTable {
  if (depth > MAX_DEPTH) throw new RangeError('a table is nested too deeply');
  const reader = new ByteReader(bytes);
  const entries: [string, FieldValue][] = [];
  while (reader.offset < bytes.length) entries.push([reader.text(), parseField(reader, depth)]);
  return Object.fromEntries(entries);
}

function parseField(reader: ByteReader, depth: number): FieldValue {
  const type = String.fromCharCode(reader.u8());
  const { bytes } = reader;
  const take = (length: number): number => (reader.offset += length) - length;
  switch (type) {
    case 't':
      return reader.u8() !== 0;
    case 'b':
      return bytes.readInt8(take(1));
    case 'B':
      return reader.u8();
    case 's':
    case 'U':
      return bytes.readInt16BE(take(2));
    case 'u':
      return reader.u16();
    case 'I':
      return bytes.readInt32BE(take(4));
    case 'i':
      return reader.u32();
    case 'l':
    case 'L': {
      const value = bytes.readBigInt64BE(take(8));
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    case 'f':
      return bytes.readFloatBE(take(4));
    case 'd':
      return bytes.readDoubleBE(take(8));
    case 'D': {
      const places = reader.u8();
      return bytes.readInt32BE(take(4)) / 10 ** places;
    }
    case 'S':
      return reader.longBytes().toString('utf8');
    case 'x':
      return reader.longBytes();
    case 'T':
      return new Date(reader.u64() * 1000);
    case 'V':
      return null;
    case 'F':
      return parseTable(reader.longBytes(), depth + 1);
    case 'A':
      return parseArray(reader.longBytes(), depth + 1);
    default:
      throw new RangeError(`a table has a value of the unknown type ${JSON.stringify(type)}`);
  }
}

function parseArray(bytes: Buffer, depth: number): readonly FieldValue[] {
  if (depth > MAX_DEPTH) throw new RangeError('a table is nested too deeply');
  const reader = new ByteReader(bytes);
  const values: FieldValue[] = [];
  while (reader.offset < bytes.length) values.push(parseField(reader, depth));
  return values;
}

/** Writes a table without its length; whole numbers as 64 bits, dates as seconds. */
export function renderTable(table: FieldTable): Buffer {
  return Buffer.concat(
    Object.entries(table).flatMap(([key, value]) => [renderKey(key), renderField(value)]),
  );
}

/** A key as a short string. */
export function renderKey(key: string): Buffer {
  const name = Buffer.from(key);
  if (name.length > 255) throw new RangeError(`a key of ${name.length} bytes`);
  return Buffer.concat([Buffer.of(name.length), name]);
}

/** One value with its type letter. */
export function renderField(value: FieldValue): Buffer {
  if (value === null) return Buffer.from('V');
  if (typeof value === 'boolean') return Buffer.of(0x74, Number(value));
  if (typeof value === 'string') return sized('S', Buffer.from(value));
  if (typeof value === 'bigint') return eight('l', (bytes) => bytes.writeBigInt64BE(value, 1));
  if (typeof value === 'number')
    return Number.isSafeInteger(value)
      ? eight('l', (bytes) => bytes.writeBigInt64BE(BigInt(value), 1))
      : eight('d', (bytes) => bytes.writeDoubleBE(value, 1));
  if (value instanceof Date) {
    const seconds = BigInt(Math.floor(value.getTime() / 1000));
    return eight('T', (bytes) => bytes.writeBigUInt64BE(seconds, 1));
  }
  if (Buffer.isBuffer(value)) return sized('x', value);
  if (isArray(value)) return sized('A', Buffer.concat(value.map(renderField)));
  return sized('F', renderTable(value));
}

/** Goes past a value with its type letter, without reading what is in it. */
export function skipField(reader: ByteReader): void {
  const type = String.fromCharCode(reader.u8());
  const fixed = FIXED_LENGTHS[type];
  if (fixed !== undefined) reader.offset += fixed;
  else if ('SxFA'.includes(type)) reader.longBytes();
  else throw new RangeError(`a table has a value of the unknown type ${JSON.stringify(type)}`);
}

const FIXED_LENGTHS: Readonly<Record<string, number>> = {
  t: 1,
  b: 1,
  B: 1,
  s: 2,
  U: 2,
  u: 2,
  I: 4,
  i: 4,
  l: 8,
  L: 8,
  f: 4,
  d: 8,
  D: 5,
  T: 8,
  V: 0,
};

function isArray(value: FieldValue): value is readonly FieldValue[] {
  return Array.isArray(value);
}

function sized(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

function eight(type: string, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.write(type, 0, 'latin1');
  write(bytes);
  return bytes;
}
