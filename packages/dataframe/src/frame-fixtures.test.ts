import { readFileSync } from 'node:fs';
import type { Table } from 'apache-arrow';
import { expect, test } from 'vitest';
import type { EncodedFrame } from '@celeriac/signature';
import { rawValues } from '../test/raw-values.ts';
import { decodeFrame } from './arrow/decode-frame.ts';
import { encodeFrame } from './arrow/encode-frame.ts';

interface FrameFixture {
  readonly name: string;
  readonly file: string;
  readonly rows?: number;
  readonly columns?: readonly { readonly name: string; readonly values: readonly unknown[] }[];
  readonly refused?: { readonly code: string; readonly path: string };
}

const folder = new URL('../../worker/fixtures/', import.meta.url);
const frames = JSON.parse(
  readFileSync(new URL('frames.json', folder), 'utf8'),
) as readonly FrameFixture[];
const readFrame = ({ file }: FrameFixture): Uint8Array => readFileSync(new URL(file, folder));
const refused = frames.filter((frame) => frame.refused !== undefined);

function decode(bytes: Uint8Array): Table {
  const read = decodeFrame(bytes);
  return read.kind === 'value' ? (read.value as Table) : expect.unreachable(read.problem.remark);
}

function encode(value: unknown): EncodedFrame {
  const problems: unknown[] = [];
  const frame = encodeFrame(value, (problem) => problems.push(problem));
  return frame ?? expect.unreachable(JSON.stringify(problems));
}

test.each(frames.filter((frame) => frame.refused === undefined))(
  '$name: read as it is, and the same when it was written again',
  (fixture) => {
    const first = decode(readFrame(fixture));
    const { bytes, columns } = encode(first);
    expect(bytes.size).toBe(Buffer.concat(bytes.chunks).length);
    for (const table of [first, decode(Buffer.concat(bytes.chunks))]) {
      expect(table.numRows).toBe(fixture.rows);
      expect(table.schema.fields.map(({ name }) => name)).toEqual(
        fixture.columns?.map(({ name }) => name),
      );
      for (const { name, values } of fixture.columns ?? [])
        expect(rawValues(table, name)).toEqual(values);
    }
    expect(columns.map(({ name, nullCount }) => ({ name, nullCount }))).toEqual(
      fixture.columns?.map(({ name, values }) => ({
        name,
        nullCount: values.filter((value) => value === null).length,
      })),
    );
  },
);

test.each(refused)('$name: refused, read or written', (fixture) => {
  const bytes = readFrame(fixture);
  const at = fixture.refused?.path === '' ? [] : ['a b'];
  const expected = { at, code: fixture.refused?.code };
  expect(decodeFrame(bytes)).toMatchObject({ kind: 'problem', problem: expected });
  const problems: unknown[] = [];
  expect(encodeFrame(bytes, (problem) => problems.push(problem))).toBeUndefined();
  expect(problems).toMatchObject([expected]);
});

test('a frame is read in place, wherever in memory it lies', () => {
  const bytes = readFrame(frames.find(({ name }) => name === 'integers-without-nulls')!);
  const padded = new Uint8Array(bytes.length + 72);
  for (const offset of [0, 1, 7, 8, 64]) {
    padded.set(bytes, offset);
    const table = decode(padded.subarray(offset, offset + bytes.length));
    expect(rawValues(table, 'b')).toEqual([1, 2, 3]);
    const { buffer } = table.getChildAt(0)!.data[0]!.values as BigInt64Array;
    expect(buffer === padded.buffer).toBe(offset % 8 === 0);
  }
});
