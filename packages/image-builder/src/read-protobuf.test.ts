import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBuildkitStatus } from './parse-buildkit-status.ts';
import { readProtobuf } from './read-protobuf.ts';

function varint(value: number): number[] {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/** One field: a varint, or what has a length. */
function field(number: number, value: number | string | readonly number[]): number[] {
  if (typeof value === 'number') return [...varint(number * 8), ...varint(value)];
  const bytes = typeof value === 'string' ? [...Buffer.from(value)] : value;
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
}

test('fields come out as they went in', () => {
  const value = fc.oneof(fc.nat(2 ** 53 - 1), fc.array(fc.nat(255), { maxLength: 300 }));
  const fields = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), value));
  fc.assert(
    fc.property(fields, (wanted) => {
      const bytes = Uint8Array.from(wanted.flatMap(([number, content]) => field(number, content)));
      const found = [...readProtobuf(bytes)].map((one) => [
        one.number,
        typeof one.value === 'number' ? one.value : [...one.value],
      ]);
      expect(found).toEqual(wanted);
    }),
  );
});

test('bytes that are no message end in a RangeError, never in a loop', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        parseBuildkitStatus(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a status tells its vertexes and logs, and passes over what it does not know', () => {
  const vertex = [
    ...field(1, 'sha256:1'),
    ...field(2, 'sha256:0'),
    ...field(3, '[1/2] RUN make'),
    ...field(4, 1),
    ...field(5, field(1, 1_700_000_000)),
    ...field(6, [...field(1, 1_700_000_002), ...field(2, 500_000_000)]),
    ...field(7, 'exit code: 1'),
    ...field(99, 'news'),
  ];
  const log = [...field(1, 'sha256:1'), ...field(3, 2), ...field(4, 'naïve\n')];
  const status = parseBuildkitStatus(Uint8Array.from([...field(1, vertex), ...field(3, log)]));
  expect(status.vertexes).toEqual([
    {
      digest: 'sha256:1',
      name: '[1/2] RUN make',
      cached: true,
      started: true,
      completed: true,
      durationMs: 2_500,
      error: 'exit code: 1',
    },
  ]);
  expect(status.logs.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['naïve\n']);
});
