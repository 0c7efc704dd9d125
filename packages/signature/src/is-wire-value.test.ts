import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeValue } from './decode-value.ts';
import { isWireValue } from './is-wire-value.ts';
import type { TypeName, ValueType } from './value-type.ts';

const NAMES = [
  ...(['int', 'bigint', 'double', 'bool', 'string', 'datetime', 'list', 'string_list'] as const),
  ...(['map', 'object', 'dynamic', 'column', 'column_list'] as const),
] satisfies readonly TypeName[];
const name = fc.constantFrom(...NAMES);
const type: fc.Arbitrary<ValueType> = fc.oneof(
  name.map((only) => ({ name: only })),
  name.map((element) => ({ name: 'list' as const, element })),
);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 3, 3.5, -0, NaN, 2 ** 60, undefined, 5n, new Date(0)),
  fc.constantFrom(
    'NaN',
    '-0',
    '12',
    '-3',
    '1.5',
    'a',
    '\ud800',
    '2020-01-02T03:04:05Z',
    '2020-13-01',
  ),
);
const json = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('a', '\udc00', '__proto__'), scalar),
  fc.anything(),
);

test('what fits is what is decoded without a problem', () => {
  fc.assert(
    fc.property(type, json, (of, value) => {
      expect(isWireValue(of, value)).toBe(decodeValue(of, value).problems.length === 0);
    }),
    { numRuns: 3_000 },
  );
});

test('a value within itself or too deep does not travel', () => {
  const endless: unknown[] = [];
  endless.push(endless);
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(isWireValue({ name: 'dynamic' }, endless)).toBe(false);
  for (const levels of [199, 200, 201]) {
    const value = nested(levels);
    const problems = decodeValue({ name: 'dynamic' }, value).problems;
    expect(isWireValue({ name: 'dynamic' }, value), String(levels)).toBe(problems.length === 0);
  }
});

test('bytes travel beside the JSON', () => {
  expect(isWireValue({ name: 'blob' }, 'AAAA')).toBe(false);
});
