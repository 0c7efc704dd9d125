import { ByteReader } from './byte-reader.ts';
import {
  parseTable,
  renderField,
  renderKey,
  skipField,
  type FieldTable,
  type FieldValue,
} from './field-table.ts';

/** The properties of a message that the broker itself goes by. */
export interface ContentHeader {
  /** The frame's payload as it came. */
  readonly raw: Buffer;
  readonly bodyBytes: number;
  readonly expiration: string | undefined;
  readonly userId: string | undefined;
}

const FLAGS_AT = 12;
const BIT = { headers: 13, expiration: 8, userId: 4 } as const;

/** Properties by their flag, highest bit first; the rest are short strings. */
const KINDS: Readonly<Record<number, 'table' | 'u8' | 'u64'>> = {
  13: 'table',
  12: 'u8',
  11: 'u8',
  6: 'u64',
};

/** Reads a content header; throws `RangeError` where it ends early. */
export function readContentHeader(raw: Buffer): ContentHeader {
  const reader = new ByteReader(raw, 4);
  const bodyBytes = reader.u64();
  const flags = reader.u16();
  let expiration: string | undefined;
  let userId: string | undefined;
  for (let bit = 15; bit >= 2; bit--) {
    if ((flags & (1 << bit)) === 0) continue;
    if (bit === BIT.expiration) expiration = reader.text();
    else if (bit === BIT.userId) userId = reader.text();
    else skipProperty(bit, reader);
  }
  if (reader.offset > raw.length) throw new RangeError('a content header ends early');
  return { raw, bodyBytes, expiration, userId };
}

/** The application's headers; empty where there are none. */
export function readHeaders(raw: Buffer): FieldTable {
  const place = findHeaders(raw);
  return place === undefined ? {} : parseTable(raw.subarray(place.start, place.end));
}

/**
 * The same content header with some headers set, all others byte for byte as they were; without its
 * expiration where `dropExpiration` is true.
 */
export function withHeaders(
  raw: Buffer,
  changes: Readonly<Record<string, FieldValue>>,
  { dropExpiration = false } = {},
): Buffer {
  const flags = raw.readUInt16BE(FLAGS_AT);
  const table = renderChanged(raw, changes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(table.length);
  const head = Buffer.from(raw.subarray(0, FLAGS_AT + 2));
  const dropped = dropExpiration ? 1 << BIT.expiration : 0;
  head.writeUInt16BE((flags | (1 << BIT.headers)) & ~dropped, FLAGS_AT);
  const before: Buffer[] = [];
  const after: Buffer[] = [];
  walk(raw, (bit, reader) => {
    const start = reader.offset;
    skipProperty(bit, reader);
    if (bit === BIT.headers || (bit === BIT.expiration && dropExpiration)) return true;
    (bit > BIT.headers ? before : after).push(raw.subarray(start, reader.offset));
    return true;
  });
  return Buffer.concat([head, ...before, length, table, ...after]);
}

function renderChanged(raw: Buffer, changes: Readonly<Record<string, FieldValue>>): Buffer {
  const parts = Object.entries(changes).flatMap(([key, value]) => [
    renderKey(key),
    renderField(value),
  ]);
  const place = findHeaders(raw);
  const reader = new ByteReader(raw, place?.start ?? 0);
  while (place !== undefined && reader.offset < place.end) {
    const start = reader.offset;
    const key = reader.text();
    skipField(reader);
    if (!Object.hasOwn(changes, key)) parts.push(raw.subarray(start, reader.offset));
  }
  return Buffer.concat(parts);
}

function findHeaders(raw: Buffer): { readonly start: number; readonly end: number } | undefined {
  let place: { readonly start: number; readonly end: number } | undefined;
  walk(raw, (bit, reader) => {
    if (bit !== BIT.headers) return false;
    const start = reader.offset + 4;
    reader.longBytes();
    place = { start, end: reader.offset };
    return true;
  });
  return place;
}

/** Visits the properties that are there; a visitor that did not read one says `false`. */
function walk(raw: Buffer, visit: (bit: number, reader: ByteReader) => boolean): void {
  const reader = new ByteReader(raw, FLAGS_AT);
  const flags = reader.u16();
  for (let bit = 15; bit >= 2; bit--)
    if ((flags & (1 << bit)) !== 0 && !visit(bit, reader)) skipProperty(bit, reader);
}

function skipProperty(bit: number, reader: ByteReader): void {
  const kind = KINDS[bit];
  if (kind === 'table') reader.longBytes();
  else if (kind === 'u8') reader.offset += 1;
  else if (kind === 'u64') reader.offset += 8;
  else reader.offset += 1 + (reader.bytes[reader.offset] ?? 0);
}
