import { Table, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rawValues } from '../test/raw-values.ts';
import { tableOf, throughArrow, typesOf } from '../test/encoded.ts';

test('rows become columns by their kinds, and what a row lacks is null', () => {
  const at = new Date('2024-05-01T12:30:45.123Z');
  const table = tableOf([
    { n: 1, b: 2n ** 53n + 1n, s: 'a', t: true, at, bytes: new Uint8Array([255]), l: [1, null] },
    { n: null, s: undefined, l: [], extra: null },
    {},
  ]);
  expect(typesOf(table)).toEqual([
    'n Float64',
    'b Int64',
    's Utf8',
    't Bool',
    'at Timestamp<MILLISECOND, UTC>',
    'bytes Binary',
    'l List<Float64>',
    'extra Null',
  ]);
  expect(rawValues(table, 'b')).toEqual([{ $bigint: '9007199254740993' }, null, null]);
  expect(rawValues(table, 'l')).toEqual([[1, null], [], null]);
  expect(table.getChild('at')?.get(0)).toBe(at.getTime());
  expect(rawValues(table, 'bytes')).toEqual([{ $bytes: 'ff' }, null, null]);
});

test('columns keep the types of typed arrays', () => {
  const table = tableOf({
    i8: Int8Array.of(-1, 2),
    u64: BigUint64Array.of(0n, 2n ** 64n - 1n),
    f32: Float32Array.of(0.5, Number.NaN),
    text: ['a', null],
  });
  expect(typesOf(table)).toEqual(['i8 Int8', 'u64 Uint64', 'f32 Float32', 'text Utf8']);
  expect(rawValues(table, 'u64')[1]).toEqual({ $bigint: String(2n ** 64n - 1n) });
});

test.each<[string, unknown, number, number]>([
  ['no rows', [], 0, 0],
  ['rows without columns', [{}, {}], 2, 0],
  ['no columns', {}, 0, 0],
  ['columns without values', { a: [], b: new Float64Array(0) }, 0, 2],
  ['a table without columns', new Table(), 0, 0],
  ['a header line alone', 'a,b\n', 0, 2],
])('%s are a frame', (_, value, rows, columns) => {
  const table = tableOf(value);
  expect([table.numRows, table.numCols]).toEqual([rows, columns]);
});

test('a table goes as it is, slices and several batches too', () => {
  const whole = new Table({
    x: vectorFromArray([1n, null, 3n]),
    s: vectorFromArray(['a', 'b', 'a']),
  });
  const table = tableOf(whole.slice(1).concat(whole));
  expect(rawValues(table, 'x')).toEqual([
    null,
    { $bigint: '3' },
    { $bigint: '1' },
    null,
    { $bigint: '3' },
  ]);
  expect(rawValues(table, 's')).toEqual(['b', 'a', 'a', 'b', 'a']);
});

test.each<[unknown, readonly string[]]>([
  [5, [' wrong-type']],
  [null, [' wrong-type']],
  [new Map(), [' wrong-type']],
  [
    [{ x: 1 }, 5, [2]],
    ['1 wrong-type', '2 wrong-type'],
  ],
  [
    [{ x: 1 }, { x: '2' }, { x: 3n }],
    ['1.x wrong-type', '2.x wrong-type'],
  ],
  [
    [{ x: { a: 1 } }, { x: Symbol('s') }],
    ['0.x wrong-type', '1.x wrong-type'],
  ],
  [{ x: [1, 2], y: [1] }, ['y invalid-frame']],
  [{ x: 5, y: 'abc' }, ['x wrong-type', 'y wrong-type']],
  [
    { x: [2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n] },
    ['x.0 unsafe-integer', 'x.2 unsafe-integer'],
  ],
  [{ x: ['ok', '\ud800'] }, ['x.1 lone-surrogate']],
  [[{ '\udc00': 1 }], ['\udc00 lone-surrogate']],
  [{ 'a\0b': [1] }, ['a\0b invalid-column-name']],
  ['a\0b\n1', ['a\0b invalid-column-name']],
  [new Table({ '\0': vectorFromArray([1]) }), ['\0 invalid-column-name']],
  [{ x: [new Date(Number.NaN)] }, ['x.0 invalid-datetime']],
  [{ x: [[1], [2, 'a'], null, ['b', 3]] }, ['x.1.1 wrong-type', 'x.3.0 wrong-type']],
  [new Uint8Array(20), [' invalid-frame']],
])('%o is refused where it is wrong: %o', (value, problems) => {
  expect(throughArrow(value)).toEqual(problems);
});

test('any columns of any kinds come back as they went', { timeout: 60_000 }, () => {
  const cell = {
    number: fc.double(),
    bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    boolean: fc.boolean(),
    string: fc.string({ unit: 'binary' }),
    date: fc.date({ noInvalidDate: true }),
  };
  const kinds = fc.constantFrom(...(Object.keys(cell) as (keyof typeof cell)[]));
  const toRaw = (value: unknown): unknown => {
    if (typeof value === 'bigint') return { $bigint: String(value) };
    if (value instanceof Date) return { $bigint: String(value.getTime()) };
    if (Object.is(value, -0)) return { $double: '-0' };
    return typeof value !== 'number' || Number.isFinite(value) ? value : { $double: String(value) };
  };
  fc.assert(
    fc.property(
      kinds.chain((kind) => fc.array(fc.option(cell[kind] as fc.Arbitrary<unknown>))),
      (values) => {
        for (const table of [tableOf({ x: values }), tableOf(values.map((x) => ({ x })))])
          if (values.length > 0) expect(rawValues(table, 'x')).toEqual(values.map(toRaw));
      },
    ),
  );
});
