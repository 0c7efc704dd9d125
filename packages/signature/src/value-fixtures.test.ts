import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Attachment } from './bytes/attachment.ts';
import type { PartReference } from './bytes/bytes-reference.ts';
import { findReferences } from './bytes/find-references.ts';
import { encodeArguments } from './encode-arguments.ts';
import { decodeOutputs } from './decode-outputs.ts';
import { type BytesValue, decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';
import type { FunctionSignature } from './function-signature.ts';
import type { ValueProblem } from './value-problem.ts';
import { renderType, type JsonValue, type TypeName, type ValueType } from './value-type.ts';

interface FixtureCase {
  /** Of values that need bytes: the parts of the body, in hexadecimal digits. */
  readonly parts?: readonly string[];
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
  readonly js?: JsonValue;
  readonly wire?: JsonValue;
  readonly only?: 'encode' | 'decode';
  readonly refused?: { readonly code: string; readonly path: string };
}

const read = (file: string): readonly FixtureCase[] => {
  const fixtures = new URL(`../../worker/fixtures/${file}`, import.meta.url);
  return JSON.parse(readFileSync(fixtures, 'utf8')) as readonly FixtureCase[];
};
const cases = [...read('values.json'), ...read('binary-values.json')];

const fromHex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

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
  if (others.length === 0 && tag === '$bytes') return fromHex(text as string);
  if (others.length === 0 && (tag === '$file' || tag === '$graphics')) {
    const { bytes, ...meta } = text as { bytes: string };
    return { ...meta, bytes: fromHex(bytes) };
  }
  return Object.fromEntries(Object.entries(js).map(([key, member]) => [key, toValue(member)]));
}

/** `x` as the only input and output, so that `nullable` is looked at as well. */
function signatureOf({ type, nullable }: FixtureCase): FunctionSignature {
  const x = { name: 'x', type: toType(type), nullable: nullable ?? false };
  return { name: 'f', inputs: [x], outputs: [x] };
}

const toRefusals = (problems: readonly ValueProblem[]): unknown =>
  problems.map(({ code, path }) => ({ code, path: path.replace(/^x/, '') }));

// What is in a frame is read by another package, which has fixtures of its own.
const isFrame = ({ type, refused }: FixtureCase): boolean =>
  type === 'dataframe' && refused?.code === 'invalid-frame';
const encoded = cases.filter(({ js, only }) => js !== undefined && only !== 'decode');
const decoded = cases.filter(
  (fixture) => fixture.wire !== undefined && fixture.only !== 'encode' && !isFrame(fixture),
);

test.each(encoded)('$name: encoded', (fixture) => {
  const { js = null, wire, refused, parts = [] } = fixture;
  const encoding = encodeArguments(signatureOf(fixture), { x: toValue(js) });
  expect(toRefusals(encoding.problems)).toEqual(refused ? [refused] : []);
  if (refused) return;
  expect(JSON.parse(JSON.stringify(encoding.value.x))).toStrictEqual(wire);
  expect(encoding.attachments.map(({ bytes }) => toHex(bytes))).toEqual(parts);
});

function toHex(bytes: Attachment['bytes']): string {
  return bytes.kind === 'chunks' ? Buffer.concat(bytes.chunks).toString('hex') : 'a stream';
}

/** The values of bytes as a client makes them, frames as their bytes. */
function toBytesValues(fixture: FixtureCase): ReadonlyMap<object, BytesValue> {
  const { wire, parts = [] } = fixture;
  const values = new Map<object, BytesValue>();
  for (const { json, type, reference } of findReferences(signatureOf(fixture), wire)) {
    const part = reference.kind === 'part' ? parts[reference.part] : undefined;
    if (part === undefined) continue;
    const bytes = fromHex(part);
    const { kind: _, part: __, ...meta } = reference as PartReference;
    values.set(json, { kind: 'value', value: type === 'blob' ? bytes : { ...meta, bytes } });
  }
  return values;
}

test.each(decoded)('$name: decoded', (fixture) => {
  const { js = null, wire, refused } = fixture;
  const values = toBytesValues(fixture);
  const { value, problems } = decodeOutputs(signatureOf(fixture), wire, values);
  expect(toRefusals(problems)).toEqual(refused ? [refused] : []);
  if (!refused) expect(value).toStrictEqual(toValue(js));
});

test('the fixtures cover every carried type and the lone functions agree', () => {
  const types = new Set(cases.map(({ type }) => toType(type).name));
  expect([...types].sort()).toEqual(
    'bigint blob bool column column_list dataframe datetime double dynamic file graphics int list map object string string_list'.split(
      ' ',
    ),
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
