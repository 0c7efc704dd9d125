import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AmqpError } from '../amqp-error.ts';
import { ByteReader } from './byte-reader.ts';
import { readContentHeader, readHeaders, withHeaders } from './content-header.ts';
import { parseTable, renderTable, type FieldTable, type FieldValue } from './field-table.ts';
import { FRAME, FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';
import { readMethod } from './methods.ts';

const key = fc.string({ maxLength: 40 });
const value = fc.letrec<{ value: FieldValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).filter((double) => !Number.isSafeInteger(double)),
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<FieldTable>,
  ),
})).value;
const table = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true });

interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

function readAll(chunks: readonly Buffer[], maxBytes = 131_072): readonly Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader(maxBytes, (type, channel, payload) =>
    frames.push({ type, channel, payload: Buffer.from(payload) }),
  );
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

/** The same bytes, cut at other places. */
function cut(bytes: Buffer, at: readonly number[]): readonly Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

/** A content header with every property there can be around the headers. */
function toHeader(headers: FieldTable, expiration: string): Buffer {
  const text = (value: string): Buffer => Buffer.from([value.length, ...Buffer.from(value)]);
  const rendered = renderTable(headers);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(rendered.length);
  const start = Buffer.from([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0xff, 0xfc]);
  const middle = [Buffer.of(2), Buffer.of(5), text('correlation'), text('reply'), text(expiration)];
  const end = [text('message'), Buffer.alloc(8), text('type'), text('user'), text('app'), text('')];
  return Buffer.concat([start, text('a/b'), text('utf-8'), length, rendered, ...middle, ...end]);
}

describe('what goes over the wire', () => {
  test('tables are read as they were written', () => {
    fc.assert(
      fc.property(table, (given) => {
        expect(parseTable(renderTable(given))).toEqual(given);
      }),
    );
  });

  test('frames are the same however the socket cuts them, and bodies are split to fit', () => {
    const bodies = fc.uint8Array({ maxLength: 20_000 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat()), fc.string({ maxLength: 60 }), (given, at, name) => {
        const body = Buffer.from(given);
        const writer = new FrameWriter(4_096);
        writer.method(3, 'basic.deliver', [name, 2 ** 33 + 1, 1, '', name]);
        writer.content(3, Buffer.from('header'), body);
        writer.heartbeat();
        const bytes = Buffer.concat(writer.take());
        expect(writer.bytes).toBe(0);
        const frames = readAll(cut(bytes, at), 4_096);
        const [method, header, ...others] = frames;
        expect(readMethod(new ByteReader(method!.payload))).toEqual({
          name: 'basic.deliver',
          args: [name, 2 ** 33 + 1, 1, '', name],
        });
        expect(header).toEqual({ type: FRAME.header, channel: 3, payload: Buffer.from('header') });
        expect(others.pop()).toMatchObject({ type: FRAME.heartbeat, channel: 0 });
        expect(Buffer.concat(others.map(({ payload }) => payload)).equals(body)).toBe(true);
      }),
    );
  });

  test('large bodies are not copied', () => {
    const body = Buffer.alloc(100_000);
    const writer = new FrameWriter(131_072);
    writer.content(1, Buffer.from('header'), body);
    expect(writer.take().some(({ buffer }) => buffer === body.buffer)).toBe(true);
  });

  test('one header changes and all else stays byte for byte', () => {
    fc.assert(
      fc.property(table, fc.boolean(), (headers, dropExpiration) => {
        const raw = toHeader(headers, '600');
        const changed = withHeaders(raw, { 'x-count': 3 }, { dropExpiration });
        expect(readHeaders(changed)).toEqual({ ...headers, 'x-count': 3 });
        expect(withHeaders(raw, {}).equals(raw)).toBe(true);
        expect(readContentHeader(changed)).toMatchObject({
          bodyBytes: 7,
          userId: 'user',
          expiration: dropExpiration ? undefined : '600',
        });
      }),
    );
  });

  test('whatever bytes come, they are read or refused, and nothing else is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        const bytes = Buffer.from(given);
        const reads = [
          () => readAll([bytes]),
          () => readMethod(new ByteReader(bytes)),
          () => readContentHeader(bytes),
          () => parseTable(bytes),
        ];
        for (const read of reads)
          try {
            read();
          } catch (error) {
            expect(error instanceof RangeError || error instanceof AmqpError).toBe(true);
          }
      }),
    );
  });
});
