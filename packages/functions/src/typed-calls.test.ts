import { type FunctionSignature, renderTypeDeclarations } from '@celeriac/signature';
import { describe, expect, test } from 'vitest';
import { checkCalls } from '../test/check-calls.ts';

const resize: FunctionSignature = {
  name: 'resize',
  aliases: ['scale'],
  inputs: [
    { name: 'width', type: { name: 'int' } },
    { name: 'mode', type: { name: 'string' }, choices: ['fit', 'fill'], optional: true },
    { name: 'at', type: { name: 'datetime' }, nullable: true },
    { name: 'ids', type: { name: 'list', element: 'bigint' }, default: [] },
  ],
  outputs: [
    { name: 'height', type: { name: 'double' } },
    { name: 'when', type: { name: 'datetime' }, nullable: true },
  ],
};
const bytes: FunctionSignature = {
  name: 'bytes',
  inputs: [
    { name: 'df', type: { name: 'dataframe' } },
    { name: 'file', type: { name: 'file' } },
    { name: 'blob', type: { name: 'blob' }, optional: true },
    { name: 'image', type: { name: 'graphics' }, optional: true },
    { name: 'by', type: { name: 'column' }, optional: true },
  ],
  outputs: [
    { name: 'df', type: { name: 'dataframe' } },
    { name: 'files', type: { name: 'list', element: 'file' } },
    { name: 'blob', type: { name: 'blob' } },
    { name: 'image', type: { name: 'graphics' } },
  ],
};
const any = { name: 'any', type: { name: 'dynamic' as const }, optional: true };
const functions: readonly FunctionSignature[] = [
  resize,
  bytes,
  { name: 'none', inputs: [], outputs: [] },
  { name: 'one', inputs: [any], outputs: [{ name: 'n', type: { name: 'bigint' } }] },
];
const declarations = renderTypeDeclarations([{ name: 'Demo', functions }]);

const good = [
  `await functions.call('Demo:resize', { width: 1, at: null });`,
  `await functions.call('Demo:resize', { width: 1, at: new Date(), mode: 'fit', ids: [1, 2n] });`,
  `await functions.call('Demo:resize', { width: 1, at: null, mode: undefined }, { timeoutMs: 1 });`,
  `const a: { height: number; when: Date | null } = await functions.call('Demo:scale', { width: 1, at: null });`,
  `const b: null = await functions.call('Demo:none');`,
  `const c: null = await functions.call('Demo:none', {}, { timeoutMs: 1 });`,
  `const d: bigint = await functions.call('Demo:one');`,
  `const e: bigint = await functions.call('Demo:one', { any: [{ x: null }] });`,
  `const f: unknown = await functions.call('Other:thing', { x: 1 }, { timeoutMs: 1 });`,
  `await functions.call('Demo:bytes', { df: [{ x: 1, s: null }], file: { name: 'a', bytes: new Uint8Array(1) } });`,
  `await functions.call('Demo:bytes', { df: { x: [1, null] }, file: new File([], 'a'), blob: new Blob([]), by: 'x' });`,
  `await functions.call('Demo:bytes', { df: 'x\\n1', file: await fromPath('a'), image: { mediaType: 'image/png', bytes: new Uint8Array(1) } });`,
  `const o = await functions.call('Demo:bytes', { df: new Uint8Array(1), file: new Blob([]) });`,
  `await functions.call('Demo:bytes', { df: o.df, file: o.files[0]!, blob: o.blob, image: o.image });`,
  `const text: string = await o.files[0]!.text(), rows: number = o.df.numRows, type: string = o.image.mediaType;`,
  `const g: unknown = await functions.call('demo:' + 'NONE');`,
];

const wrong = [
  `await functions.call('Demo:resize');`,
  `await functions.call('Demo:resize', {});`,
  `await functions.call('Demo:resize', { width: 1 });`,
  `await functions.call('Demo:resize', { width: '1', at: null });`,
  `await functions.call('Demo:resize', { width: null, at: null });`,
  `await functions.call('Demo:resize', { width: 1, at: '2024-01-01' });`,
  `await functions.call('Demo:resize', { width: 1, at: null, mode: 'stretch' });`,
  `await functions.call('Demo:resize', { width: 1, at: null, mode: null });`,
  `await functions.call('Demo:resize', { width: 1, at: null, ids: ['1'] });`,
  `await functions.call('Demo:resize', { width: 1, at: null, hight: 2 });`,
  `await functions.call('Demo:resize', { width: 1, at: null }, { timeout: 1 });`,
  `await functions.call('Demo:bytes', { df: 5, file: new Blob([]) });`,
  `await functions.call('Demo:bytes', { df: [{ x: Symbol() }], file: new Blob([]) });`,
  `await functions.call('Demo:bytes', { df: [], file: new Uint8Array(1) });`,
  `await functions.call('Demo:bytes', { df: [], file: { name: 'a' } });`,
  `await functions.call('Demo:bytes', { df: [], file: new Blob([]), blob: 'text' });`,
  `await functions.call('Demo:none', { x: 1 });`,
  `const h: { height: number; when: Date } = await functions.call('Demo:resize', { width: 1, at: null });`,
  `const i: number = await functions.call('Demo:one');`,
  `const j: string = await functions.call('Other:thing');`,
];

describe.each([true, false])('with exactOptionalPropertyTypes %s', (exactOptionalPropertyTypes) => {
  test('right calls compile, and each wrong one does not', { timeout: 60_000 }, () => {
    const statements = [...good, ...wrong];
    const found = checkCalls(declarations, statements, { exactOptionalPropertyTypes });
    expect([...new Set(found)]).toEqual(wrong);
  });
});

test(
  'without declarations any call compiles, and nothing is known of its result',
  { timeout: 60_000 },
  () => {
    const statements = [
      `const a: unknown = await functions.call('Demo:resize', { anything: 1 });`,
      `const b: string = await functions.call('Demo:resize');`,
    ];
    expect(checkCalls('export {};', statements)).toEqual(statements.slice(1));
  },
);
