import { expect, test } from 'vitest';
import { contractHash } from './contract/contract-hash.ts';
import type { FunctionSignature } from './function-signature.ts';
import { fromManifest, toManifest } from './manifest.ts';

const functions: readonly FunctionSignature[] = [
  {
    name: 'add',
    aliases: ['plus'],
    tags: ['task'],
    inputs: [
      {
        name: 'x',
        type: { name: 'list', element: 'int' },
        default: [1],
        choices: [1, 'a'],
        min: 0,
      },
      { name: 'y', type: { name: 'int' }, nullable: true, options: { caption: 'Y' } },
    ],
    outputs: [{ name: 'z', type: { name: 'int' } }],
    meta: { idempotent: 'true' },
  },
];
const manifest = { plugin: 'Demo', app: 'math', contract: contractHash(functions), functions };

test('comes back through JSON text', () => {
  const json = JSON.stringify(toManifest(manifest));
  expect(json).toMatch(/^\{"manifestVersion":1,/);
  expect(fromManifest(JSON.parse(json))).toEqual({ value: manifest, diagnostics: [] });
});

test('a member of a later writer is left as it is', () => {
  expect(fromManifest({ ...toManifest(manifest), builtWith: 'x' }).value).toEqual(manifest);
});

test('another version is refused as such', () => {
  const { value, diagnostics } = fromManifest({ manifestVersion: 2, plugin: 3 });
  expect(value).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: 'unknown-manifest-version', severity: 'error' }]);
});

test.each([null, 'text', [], 3])('%j is no manifest', (json) => {
  expect(fromManifest(json).diagnostics).toMatchObject([{ code: 'invalid-manifest' }]);
});

test('everything that is wrong is told with its place', () => {
  const broken = {
    ...toManifest(manifest),
    app: '',
    contract: 'ABC',
    functions: [
      { name: 'f', inputs: [{ name: 'x', type: { name: 'num' }, min: '0' }], outputs: 0 },
    ],
  };
  expect(fromManifest(broken).diagnostics.map(({ message }) => message)).toEqual([
    'The manifest cannot be used: app: expected a name, got string "".',
    'The manifest cannot be used: contract: expected 16 hexadecimal digits, got string "ABC".',
    'The manifest cannot be used: functions[0].inputs[0].type.name: expected a type name, got string "num".',
    'The manifest cannot be used: functions[0].inputs[0].min: expected a number, got string "0".',
    'The manifest cannot be used: functions[0].outputs: expected a list, got number 0.',
  ]);
});
