import { expect, test } from 'vitest';
import { contractHash } from './contract-hash.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { sha256Hex } from '../sha256.ts';

const x: Parameter = { name: 'x', type: { name: 'int' } };
const y: Parameter = { name: 'y', type: { name: 'list', element: 'string' } };
const z: Parameter = { name: 'z', type: { name: 'int' } };
const add: FunctionSignature = { name: 'add', aliases: ['plus'], inputs: [x, y], outputs: [z] };
const hash = contractHash([add]);

test('is 16 hexadecimal digits, the same everywhere', () => {
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(hash).toBe('00357619f27dc6a5');
  expect(contractHash([])).not.toBe(hash);
});

test.each<[string, readonly FunctionSignature[]]>([
  ['description', [{ ...add, description: 'Adds.', friendlyName: 'Add', tags: ['a'] }]],
  ['meta', [{ ...add, meta: { idempotent: 'true' } }]],
  ['an input described', [{ ...add, inputs: [{ ...x, description: 'X' }, y] }]],
  ['options', [{ ...add, inputs: [{ ...x, options: { caption: 'X' } }, y] }]],
  ['an explicit false', [{ ...add, inputs: [{ ...x, nullable: false, optional: false }, y] }]],
  ['order of inputs', [{ ...add, inputs: [y, x] }]],
  ['the name of the only output', [{ ...add, outputs: [{ ...z, name: 'sum' }] }]],
  [
    'another way to write a type',
    [{ ...add, inputs: [x, { name: 'y', type: { name: 'string_list' } }] }],
  ],
  ['a limit of what has no size', [{ ...add, inputs: [x, { ...y, min: 1 }] }]],
  ['an alias that is its name', [{ ...add, aliases: ['plus', 'PLUS', 'Add'] }]],
  ['no choices', [{ ...add, inputs: [{ ...x, choices: [] }, y] }]],
])('does not change with %s', (_, functions) => {
  expect(contractHash(functions)).toBe(hash);
});

const withX = (changes: Partial<Parameter>): readonly FunctionSignature[] => [
  { ...add, inputs: [{ ...x, ...changes }, y] },
];

test.each<[string, readonly FunctionSignature[]]>([
  ['name', [{ ...add, name: 'Add' }]],
  ['alias', [{ ...add, aliases: ['sum'] }]],
  ['no alias', [{ name: 'add', inputs: [x, y], outputs: [z] }]],
  ['input name', withX({ name: 'xx' })],
  ['input type', withX({ type: { name: 'double' } })],
  ['element type', [{ ...add, inputs: [x, { ...y, type: { name: 'list', element: 'int' } }] }]],
  ['nullable', withX({ nullable: true })],
  ['optional', withX({ optional: true })],
  ['default', withX({ default: 1 })],
  ['default null', withX({ default: null })],
  ['choices', withX({ choices: [1] })],
  ['min', withX({ min: 0 })],
  ['max', withX({ max: 0 })],
  ['output type', [{ ...add, outputs: [{ ...z, type: { name: 'bigint' } }] }]],
  ['output nullable', [{ ...add, outputs: [{ ...z, nullable: true }] }]],
  ['an input made an output', [{ ...add, inputs: [x], outputs: [y, z] }]],
  ['the name of one of several outputs', [{ ...add, outputs: [z, { ...z, name: 'sum' }] }]],
  ['one function more', [add, { name: 'sub', inputs: [], outputs: [] }]],
])('changes with %s', (_, functions) => {
  expect(contractHash(functions)).not.toBe(hash);
});

test('all those changes differ from each other', () => {
  const changes = [withX({ default: 1 }), withX({ default: null }), withX({ optional: true })];
  const hashes = [...changes, withX({ min: 1 }), withX({ max: 1 })].map(contractHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('neither order of functions nor of keys matters, and a default is optional by itself', () => {
  const sub: FunctionSignature = { name: 'sub', inputs: [], outputs: [] };
  expect(contractHash([sub, add])).toBe(contractHash([add, sub]));
  expect(contractHash(withX({ default: { a: 1, b: 2 } }))).toBe(
    contractHash(withX({ default: { b: 2, a: 1 }, optional: true })),
  );
});

test('sha256Hex hashes text as UTF-8', () => {
  expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256Hex('ä')).toBe(sha256Hex(new Uint8Array([0xc3, 0xa4])));
});
