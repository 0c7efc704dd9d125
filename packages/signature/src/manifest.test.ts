import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { functions as anyFunctions } from '../test/arbitrary-signature.ts';
import { contractHash } from './contract/contract-hash.ts';
import type { FunctionSignature } from './function-signature.ts';
import { fromManifest, toManifest } from './manifest.ts';
import { TYPE_NAMES } from './value-type.ts';

const functions: readonly FunctionSignature[] = [
  {
    name: 'add',
    aliases: ['plus'],
    tags: ['task'],
    require: ['numpy'],
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

test('what a later writer adds is left as it is, with a hint', () => {
  const [add] = functions;
  const later = { ...toManifest(manifest), builtWith: 'x', functions: [{ ...add, icon: 1 }] };
  const { value, diagnostics } = fromManifest(later);
  expect(value).toEqual({ ...manifest, functions: [{ ...add, icon: 1 }] });
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'hint unknown-manifest-member',
    'hint unknown-manifest-member',
  ]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('"functions[0].icon"'),
    expect.stringContaining('"builtWith"'),
  ]);
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

const schema = JSON.parse(
  readFileSync(new URL('../schema/manifest.schema.json', import.meta.url), 'utf8'),
) as { $defs: { typeName: { enum: readonly string[] } } };
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

test(
  'any functions come back through JSON text, and their form is that of the schema',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(anyFunctions, (all) => {
        const written = { ...manifest, contract: contractHash(all), functions: all };
        const json: unknown = JSON.parse(JSON.stringify(toManifest(written)));
        const { value, diagnostics } = fromManifest(json);
        expect(diagnostics).toEqual([]);
        expect(value).toEqual(JSON.parse(JSON.stringify(written)));
        expect(contractHash(value?.functions ?? [])).toBe(written.contract);
        expect([validate(json), validate.errors]).toEqual([true, null]);
      }),
    );
  },
);

test('the schema refuses exactly what is refused', { timeout: 60_000 }, () => {
  expect(schema.$defs.typeName.enum).toEqual(TYPE_NAMES);
  const whole = toManifest(manifest);
  const places = pathsOf(whole);
  const instead = fc.constantFrom<unknown[]>(undefined, null, 0, '', 'x', true, [], {}, [1], {
    a: 1,
  });
  fc.assert(
    fc.property(fc.constantFrom(...places), instead, (path, value) => {
      const changed: unknown = JSON.parse(JSON.stringify(replaceAt(whole, path, value) ?? null));
      const { value: read } = fromManifest(changed);
      expect([validate(changed), path, value]).toEqual([read !== undefined, path, value]);
    }),
    { numRuns: 400 },
  );
});

type Path = readonly string[];

function pathsOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part).map((path) => [key, ...path])),
  ];
}

function replaceAt(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, by);
  return copy;
}
