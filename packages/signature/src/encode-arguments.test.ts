import { describe, expect, test } from 'vitest';
import { encodeArguments } from './encode-arguments.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';

const signature = (...inputs: Parameter[]): FunctionSignature => ({
  name: 'resize',
  inputs,
  outputs: [],
});

const codes = (f: FunctionSignature, args: Record<string, unknown>): unknown =>
  encodeArguments(f, args).problems.map(({ path, code }) => `${path} ${code}`);

describe('names', () => {
  const f = signature(
    { name: 'width', type: { name: 'int' } },
    { name: 'items', type: { name: 'list', element: 'string' } },
  );

  test('all problems come at once', () => {
    const { problems } = encodeArguments(f, { widht: 1, items: ['a', 2, null], zzzzzz: 1 });
    expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'widht unknown-argument',
      'zzzzzz unknown-argument',
      'width missing-argument',
      'items[1] wrong-type',
      'items[2] null-value',
    ]);
    expect(problems[0]?.message).toBe(
      'widht: resize has no such input; it takes width, items. Did you mean "width"?',
    );
    expect(problems[2]?.message).toBe('width: resize needs this argument: int.');
    expect(problems[3]).toMatchObject({
      parameter: 'items',
      expected: 'string',
      actual: 'number 2',
    });
  });

  test('names of every object are no arguments', () => {
    expect(codes(signature({ name: 'toString', type: { name: 'int' } }), {})).toEqual([
      'toString missing-argument',
    ]);
    const proto = signature({ name: '__proto__', type: { name: 'int' } });
    const encoded = encodeArguments(proto, JSON.parse('{"__proto__": 1}') as object as never);
    expect(JSON.stringify(encoded.value)).toBe('{"__proto__":1}');
  });

  test('a function without inputs says so', () => {
    expect(encodeArguments(signature(), { x: 1 }).problems[0]?.message).toBe(
      'x: resize has no such input; it takes no arguments.',
    );
  });
});

describe('leaving out and null', () => {
  const f = signature(
    { name: 'd', type: { name: 'datetime' }, default: '2024-01-01T00:00:00.000Z', optional: true },
    { name: 'o', type: { name: 'int' }, optional: true },
    { name: 'n', type: { name: 'int' }, nullable: true },
    { name: 'any', type: { name: 'dynamic' } },
  );

  test('a default is put in, an optional one stays out, null travels', () => {
    expect(encodeArguments(f, { n: null, any: null })).toEqual({
      value: { d: '2024-01-01T00:00:00.000Z', n: null, any: null },
      problems: [],
      attachments: [],
    });
  });

  test('undefined counts as left out', () => {
    const args = { d: undefined, o: undefined, n: 1, any: 1, unknown: undefined };
    expect(encodeArguments(f, args).problems).toEqual([]);
    expect(encodeArguments(f, args).value).toEqual({
      d: '2024-01-01T00:00:00.000Z',
      n: 1,
      any: 1,
    });
    expect(codes(f, { n: undefined, any: undefined })).toEqual([
      'n missing-argument',
      'any missing-argument',
    ]);
  });

  test('optional is not nullable, nullable is not optional', () => {
    expect(codes(f, { o: null, any: 1 })).toEqual(['o null-value', 'n missing-argument']);
    expect(encodeArguments(f, { any: 1 }).problems[0]?.expected).toBe('int or null');
  });
});

describe('choices and range', () => {
  const f = signature(
    { name: 'color', type: { name: 'string' }, choices: ['red', 'blue'], nullable: true },
    { name: 'n', type: { name: 'int' }, choices: [1, '2'], optional: true },
    { name: 'many', type: { name: 'string_list' }, choices: ['a', 'b'], optional: true },
    { name: 'part', type: { name: 'double' }, min: 0, max: 1, optional: true },
    { name: 'big', type: { name: 'bigint' }, min: 10, max: 20, optional: true },
    { name: 'day', type: { name: 'datetime' }, choices: ['2024-01-01T00:00:00Z'], optional: true },
    { name: 'any', type: { name: 'dynamic' }, choices: ['a', '1'], optional: true },
    { name: 'yes', type: { name: 'bool' }, choices: ['True'], optional: true },
    { name: 'sign', type: { name: 'double' }, choices: [0, 1], optional: true },
  );

  test.each([
    [{ color: 'red', day: new Date('2024-01-01'), any: ['a', 1], yes: true, sign: -0 }, []],
    [
      { color: 'red', day: new Date('2024-01-02'), any: [2], yes: false },
      ['day not-a-choice', 'any[0] not-a-choice', 'yes not-a-choice'],
    ],
    [{ color: 'red', n: 2, many: ['b', 'a'], part: 1, big: 10n }, []],
    [{ color: null, part: 0, big: 20 }, []],
    [{ color: 'Red' }, ['color not-a-choice']],
    [{ color: 'red', n: 3, many: ['a', 'c'] }, ['n not-a-choice', 'many[1] not-a-choice']],
    [{ color: 'red', part: -0.1, big: 21n }, ['part below-min', 'big above-max']],
    [{ color: 'red', part: Number.NaN }, ['part below-min']],
    [{ color: 1, part: '0.5' }, ['color wrong-type', 'part wrong-type']],
  ])('%o', (args, expected) => {
    expect(codes(f, args)).toEqual(expected);
  });

  test('messages say what is allowed', () => {
    const messages = encodeArguments(f, { color: 'green', part: 2 }).problems.map((p) => p.message);
    expect(messages).toEqual([
      'color: expected one of "red", "blue", got string "green".',
      'part: expected at most 1, got number 2.',
    ]);
  });

  test('a flood of wrong elements is told by its beginning', () => {
    const many = Array.from({ length: 1000 }, () => 'c');
    expect(encodeArguments(f, { color: 'red', many }).problems).toHaveLength(50);
  });
});
