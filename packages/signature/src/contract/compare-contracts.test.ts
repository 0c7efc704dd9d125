import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  argumentsFor,
  functions as anyFunctions,
  signatureNamed,
} from '../../test/arbitrary-signature.ts';
import { encodeArguments } from '../encode-arguments.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { compareContracts } from './compare-contracts.ts';
import { contractHash } from './contract-hash.ts';

const x: Parameter = { name: 'x', type: { name: 'int' } };
const z: Parameter = { name: 'z', type: { name: 'double' } };
const f: FunctionSignature = { name: 'f', inputs: [x], outputs: [z] };

const told = (
  before: readonly FunctionSignature[],
  after: readonly FunctionSignature[],
): readonly string[] =>
  compareContracts(before, after).differences.map(({ impact, code }) => `${impact} ${code}`);

describe('functions', () => {
  test.each<[string, FunctionSignature[], FunctionSignature[], string[]]>([
    ['added', [], [f], ['compatible function-added']],
    ['removed', [f], [], ['breaking function-removed']],
    [
      'renamed',
      [f],
      [{ ...f, name: 'g' }],
      ['breaking function-removed', 'compatible function-added'],
    ],
    [
      'renamed with an alias',
      [f],
      [{ ...f, name: 'g', aliases: ['F'] }],
      ['compatible function-renamed'],
    ],
    ['written in another case', [f], [{ ...f, name: 'F' }], ['compatible function-renamed']],
    ['given an alias', [f], [{ ...f, aliases: ['g'] }], ['compatible alias-added']],
    ['robbed of an alias', [{ ...f, aliases: ['g'] }], [f], ['breaking alias-removed']],
    [
      'with an alias that another takes',
      [{ ...f, aliases: ['g'] }],
      [f, { ...f, name: 'g' }],
      ['breaking alias-moved', 'compatible function-added'],
    ],
    [
      'renamed with an alias and changed',
      [f],
      [{ ...f, name: 'g', aliases: ['f'], inputs: [] }],
      ['compatible function-renamed', 'breaking input-removed'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });
});

describe('inputs', () => {
  const withX = (changes: Partial<Parameter>): FunctionSignature[] => [
    { ...f, inputs: [{ ...x, ...changes }] },
  ];
  const list = (element: 'int' | 'double' | 'string'): Partial<Parameter> => ({
    type: { name: 'list', element },
  });
  test.each<[string, Partial<Parameter>, Partial<Parameter>, string[]]>([
    ['optional', {}, { optional: true }, ['compatible input-optional']],
    ['given a default', {}, { default: 1 }, ['compatible input-optional']],
    ['required', { default: 1 }, {}, ['breaking input-required']],
    ['default changed', { default: 1 }, { default: 2 }, ['breaking default-changed']],
    ['default written', { optional: true }, { default: 2 }, ['compatible default-changed']],
    ['int to double', {}, { type: { name: 'double' } }, ['compatible type-changed']],
    ['int to bigint', {}, { type: { name: 'bigint' } }, ['compatible type-changed']],
    ['double to int', { type: { name: 'double' } }, {}, ['breaking type-changed']],
    ['int to string', {}, { type: { name: 'string' } }, ['breaking type-changed']],
    ['elements widened', list('int'), list('double'), ['compatible type-changed']],
    ['elements forgotten', list('string'), { type: { name: 'list' } }, ['compatible type-changed']],
    ['NaN lost', list('double'), { type: { name: 'list' } }, ['breaking type-changed']],
    ['nullable', {}, { nullable: true }, ['compatible nullable-changed']],
    ['not nullable', { nullable: true }, {}, ['breaking nullable-changed']],
    ['choices', {}, { choices: [1, 2] }, ['breaking choices-changed']],
    ['a choice more', { choices: [1] }, { choices: [2, 1] }, ['compatible choices-changed']],
    ['a choice less', { choices: [1, 2] }, { choices: [1] }, ['breaking choices-changed']],
    [
      'a choice for another',
      { choices: [1] },
      { choices: [2] },
      ['breaking choices-changed', 'compatible choices-changed'],
    ],
    ['no choices', { choices: [1] }, {}, ['compatible choices-changed']],
    [
      'choices to a range',
      { choices: [1] },
      { min: 1 },
      ['compatible choices-changed', 'compatible min-changed'],
    ],
    ['min', {}, { min: 0 }, ['breaking min-changed']],
    ['min raised', { min: 0 }, { min: 1 }, ['breaking min-changed']],
    ['min lowered', { min: 0 }, { min: -1 }, ['compatible min-changed']],
    ['max raised', { max: 0 }, { max: 1 }, ['compatible max-changed']],
    ['no max', { max: 0 }, {}, ['compatible max-changed']],
  ])('%s', (_, before, after, expected) => {
    expect(told(withX(before), withX(after))).toEqual(expected);
  });

  test('added and removed', () => {
    const y: Parameter = { name: 'y', type: { name: 'int' } };
    const added = (input: Parameter): FunctionSignature[] => [{ ...f, inputs: [x, input] }];
    expect(told([f], added(y))).toEqual(['breaking input-added']);
    expect(told([f], added({ ...y, optional: true }))).toEqual(['compatible input-added']);
    expect(told(added({ ...y, optional: true }), [f])).toEqual(['breaking input-removed']);
  });

  test('a sentence says what and why', () => {
    const [difference] = compareContracts(withX({ default: 1 }), withX({ default: 2 })).differences;
    expect(difference).toEqual({
      impact: 'breaking',
      code: 'default-changed',
      function: 'f',
      parameter: 'x',
      message:
        'f: the default of x was 1 and is 2 now: calls that leave it out mean something else.',
    });
  });
});

describe('outputs', () => {
  const w: Parameter = { name: 'w', type: { name: 'int' } };
  test.each<[string, Parameter[], Parameter[], string[]]>([
    ['the first', [], [z], ['compatible output-added']],
    ['none any more', [z], [], ['breaking output-shape']],
    ['several for one', [z], [z, w], ['breaking output-shape']],
    ['one more of several', [z, w], [z, w, x], ['compatible output-added']],
    ['one less of several', [z, w, x], [z, w], ['breaking output-removed']],
    ['narrower', [z], [{ ...z, type: { name: 'int' } }], ['compatible type-changed']],
    ['wider', [w], [{ ...w, type: { name: 'double' } }], ['breaking type-changed']],
    ['int to bigint', [w], [{ ...w, type: { name: 'bigint' } }], ['breaking type-changed']],
    ['bigint to int', [{ ...w, type: { name: 'bigint' } }], [w], ['breaking type-changed']],
    ['nullable', [z], [{ ...z, nullable: true }], ['breaking nullable-changed']],
    ['never null', [{ ...z, nullable: true }], [z], ['compatible nullable-changed']],
    ['another name for one', [z], [{ ...z, name: 'sum' }], []],
    ['in another order', [z, w], [w, z], []],
  ])('%s', (_, before, after, expected) => {
    expect(told([{ ...f, outputs: before }], [{ ...f, outputs: after }])).toEqual(expected);
  });
});

test('the hash is equal exactly where nothing differs', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyFunctions, anyFunctions, (before, after) => {
      const { verdict } = compareContracts(before, after);
      expect(verdict === 'same').toBe(contractHash(before) === contractHash(after));
    }),
    { numRuns: 50 },
  );
});

test('so it is for signatures that differ in one function at most', { timeout: 60_000 }, () => {
  const oneEdit = anyFunctions.chain((before) =>
    fc.tuple(fc.constant(before), fc.nat(2), anyFunctions, fc.nat(4)),
  );
  fc.assert(
    fc.property(oneEdit, ([before, at, others, what]) => {
      const [old, other] = [before[at], others[0]];
      if (!old || !other) return;
      const edited = edit(old, other, what);
      const after = before.with(at, edited);
      const { verdict, differences } = compareContracts(before, after);
      expect(verdict === 'same').toBe(contractHash(before) === contractHash(after));
      for (const { message } of differences) expect(message).toMatch(/^\S[^\n]*\.$/);
    }),
    { numRuns: 400 },
  );
});

/** One part of a function taken from another, or of its first input. */
function edit(old: FunctionSignature, other: FunctionSignature, what: number): FunctionSignature {
  const [first, ...rest] = old.inputs;
  const [donor] = other.inputs;
  if (what === 0) return { ...old, outputs: other.outputs };
  if (what === 1) return { ...old, inputs: old.inputs.toReversed() };
  if (what === 2) return { ...old, aliases: other.aliases ?? [] };
  if (!first || !donor) return old;
  const changed =
    what === 3
      ? { ...donor, name: first.name, type: first.type }
      : { ...first, choices: donor.choices ?? [], min: donor.min ?? 0 };
  return { ...old, inputs: [changed, ...rest] };
}

test('what is not breaking takes every call that was taken', { timeout: 60_000 }, () => {
  const pair = fc.tuple(signatureNamed('f'), signatureNamed('f'), fc.nat(4));
  const calls = pair.chain(([before, other, what]) => {
    const names = before.inputs.map(({ name }) => name);
    return fc.tuple(fc.constant([before, edit(before, other, what)] as const), argumentsFor(names));
  });
  let taken = 0;
  fc.assert(
    fc.property(calls, ([[before, after], args]) => {
      const { value, problems } = encodeArguments(before, args);
      const { verdict } = compareContracts([before], [after]);
      if (problems.length > 0 || verdict === 'breaking') return;
      taken += 1;
      const now = encodeArguments(after, args);
      expect(now.problems).toEqual([]);
      if (verdict === 'same') expect(now.value).toEqual(value);
    }),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(20);
});
