import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeArguments } from './encode-arguments.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';
import type { FunctionSignature } from './function-signature.ts';
import type { ValueProblem } from './value-problem.ts';
import { renderType, type JsonValue, type TypeName, type ValueType } from './value-type.ts';

interface FixtureCase {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
  readonly js?: JsonValue;
  readonly wire?: JsonValue;
  readonly only?: 'encode' | 'decode';
  readonly refused?: { readonly code: string; readonly path: string };
}

const fixtures = new URL('../../worker/fixtures/values.json', import.meta.url);
const cases = JSON.parse(readFileSync(fixtures, 'utf8')) as readonly FixtureCase[];

function toType(text: string): ValueType {
  const [, name = '', element] = /^(\w+)(?:<(\w+)>)?$/.exec(text) ?? [];
  return { name: name as TypeName, ...(element ? { element: element as TypeName } : {}) };
}

function toValue(js: JsonValue): unknown {
  if (Array.isArray(js)) return js.map(toValue);
  if (js === null || typeof js !== 'object') return js;
  const [[tag, text] = ['', ''], ...others] = Object.entries(js);
  if (others.length === 0 && tag === '$bigint') return BigInt(text as string);
  if (others.length === 0 && tag === '$double') return Number(text);
  if (others.length === 0 && tag === '$date') return new Date(text as string);
  return Object.fromEntries(Object.entries(js).map(([key, member]) => [key, toValue(member)]));
}

/** `x` as the only input and output, so that `nullable` is looked at as well. */
function signatureOf({ type, nullable }: FixtureCase): FunctionSignature {
  const x = { name: 'x', type: toType(type), nullable: nullable ?? false };
  return { name: 'f', inputs: [x], outputs: [x] };
}

const toRefusals = (problems: readonly ValueProblem[]): unknown =>
  problems.map(({ code, path }) => ({ code, path: path.replace(/^x/, '') }));

const encoded = cases.filter(({ js, only }) => js !== undefined && only !== 'decode');
const decoded = cases.filter(({ wire, only }) => wire !== undefined && only !== 'encode');

test.each(encoded)('$name: encoded', (fixture) => {
  const { js = null, wire, refused } = fixture;
  const { value, problems } = encodeArguments(signatureOf(fixture), { x: toValue(js) });
  expect(toRefusals(problems)).toEqual(refused ? [refused] : []);
  if (!refused) expect(JSON.parse(JSON.stringify(value.x))).toStrictEqual(wire);
});

test.each(decoded)('$name: decoded', (fixture) => {
  const { js = null, wire, refused } = fixture;
  const { value, problems } = decodeOutputs(signatureOf(fixture), wire);
  expect(toRefusals(problems)).toEqual(refused ? [refused] : []);
  if (!refused) expect(value).toStrictEqual(toValue(js));
});

test('the fixtures cover every carried type and the lone functions agree', () => {
  const types = new Set(cases.map(({ type }) => toType(type).name));
  expect([...types].sort()).toEqual(
    'bigint bool datetime double dynamic int list map object string string_list'.split(' '),
  );
  expect(renderType(toType('list<int>'))).toBe('list<int>');
  expect(encodeValue({ name: 'bigint' }, 5n, 'n')).toMatchObject({ value: '5', problems: [] });
  expect(decodeValue({ name: 'int' }, '5', { path: 'n' }).problems[0]).toEqual({
    parameter: 'n',
    path: 'n',
    code: 'wrong-type',
    expected: 'int (a whole number)',
    actual: 'string "5"',
    message: 'n: expected int (a whole number), got string "5".',
  });
});
