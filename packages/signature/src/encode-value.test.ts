import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';
import type { TypeName, ValueType } from './value-type.ts';

const throughJson = (type: ValueType, value: unknown): unknown => {
  const encoded = encodeValue(type, value);
  expect(encoded.problems).toEqual([]);
  const decoded = decodeValue(type, JSON.parse(JSON.stringify(encoded.value)));
  expect(decoded.problems).toEqual([]);
  return decoded.value;
};

const wellFormed = fc.string({ unit: 'binary' });

test.each<[TypeName, fc.Arbitrary<unknown>]>([
  ['int', fc.maxSafeInteger()],
  ['bigint', fc.bigInt()],
  ['double', fc.double()],
  ['bool', fc.boolean()],
  ['string', wellFormed],
  [
    'datetime',
    fc.date({
      min: new Date('0001-01-01T00:00:00.000Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    }),
  ],
])('%s comes back as it went, alone and in a list', (name, values) => {
  fc.assert(
    fc.property(values, (value) => {
      const expected = name === 'int' && value === 0 ? 0 : value;
      expect(throughJson({ name }, value)).toStrictEqual(expected);
      expect(throughJson({ name: 'list', element: name }, [value])).toStrictEqual([expected]);
    }),
  );
});

test('any value of any type is encoded or refused, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<TypeName>('int', 'bigint', 'double', 'datetime', 'list', 'map', 'dynamic'),
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
      (name, value) => {
        const { value: encoded, problems } = encodeValue({ name }, value, 'x');
        if (problems.length === 0) expect(() => JSON.stringify(encoded)).not.toThrow();
        else expect(problems.every(({ path }) => path.startsWith('x'))).toBe(true);
      },
    ),
  );
});

test('what JSON cannot hold is refused at its place', () => {
  const refusals = (value: unknown): unknown =>
    encodeValue({ name: 'dynamic' }, value, 'v').problems.map(
      ({ path, code }) => `${path} ${code}`,
    );
  expect(refusals({ a: undefined, b: [() => 1, Symbol('s')] })).toEqual([
    'v.a not-json',
    'v.b[0] not-json',
    'v.b[1] not-json',
  ]);
  expect(refusals([new Map(), new Uint8Array(1), 1n])).toEqual([
    'v[0] not-json',
    'v[1] not-json',
    'v[2] not-json',
  ]);
  expect(refusals([1, , 2])).toEqual(['v[1] not-json']);
});

test('a value that contains itself is refused, one that is shared is not', () => {
  const loop: Record<string, unknown> = {};
  loop.self = { loop };
  const shared = { n: 1 };
  expect(encodeValue({ name: 'map' }, loop, 'm').problems).toMatchObject([
    { path: 'm.self.loop', code: 'cycle' },
  ]);
  expect(encodeValue({ name: 'list' }, [shared, shared]).problems).toEqual([]);
});

test('nesting has a limit that is told, and a flood of problems too', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(encodeValue({ name: 'list' }, deep).problems).toMatchObject([{ code: 'too-deep' }]);
  const wrong = Array.from({ length: 1000 }, () => 'x');
  expect(encodeValue({ name: 'list', element: 'int' }, wrong).problems).toHaveLength(50);
});

test('a frame is refused where nothing here can encode one', () => {
  expect(encodeValue({ name: 'dataframe' }, {}, 'df').problems).toMatchObject([
    { code: 'not-carried', expected: 'dataframe' },
  ]);
});
