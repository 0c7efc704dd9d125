import fc from 'fast-check';
import { expect, test } from 'vitest';
import { functions as anyFunctions } from '../../test/arbitrary-signature.ts';
import { compileDeclarations } from '../../test/compile-declarations.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';
import { renderTypeDeclarations } from './render-type-declarations.ts';

const text: Parameter = { name: 'text', type: { name: 'string' } };

test('declarations as a person would write them', () => {
  const resize: FunctionSignature = {
    name: 'resize',
    aliases: ['scale'],
    description: 'Makes it fit.',
    inputs: [
      { name: 'width', type: { name: 'int' }, description: 'In pixels' },
      { name: 'mode', type: { name: 'string' }, choices: ['fit', "it's"], default: 'fit' },
      { name: 'at', type: { name: 'datetime' }, nullable: true },
      { name: 'ids', type: { name: 'list', element: 'bigint' }, optional: true, nullable: true },
    ],
    outputs: [
      { name: 'image', type: { name: 'map' } },
      { name: 'ids', type: { name: 'list', element: 'bigint' }, nullable: true },
    ],
  };
  const none: FunctionSignature = { name: 'none', inputs: [], outputs: [] };
  expect(renderTypeDeclarations([{ name: 'Demo', functions: [resize, none] }])).toBe(
    `// Written by celeriac types, and best written anew by it: it says how deployed functions are called.
export {};

declare module '@celeriac/functions' {
  interface DeployedFunctions {
    'Demo:none': {
      args: Record<string, never>;
      result: null;
    };
    /** Makes it fit. */
    'Demo:resize': {
      args: {
        /** In pixels */
        width: number;
        mode?: 'fit' | 'it\\'s' | undefined;
        at: Date | null;
        ids?: readonly (bigint | number)[] | null | undefined;
      };
      result: {
        image: Record<string, unknown>;
        ids: bigint[] | null;
      };
    };
    /** Another name of Demo:resize. */
    'Demo:scale': DeployedFunctions['Demo:resize'];
  }
}
`,
  );
});

test.each<[Partial<Parameter>, string]>([
  [{ type: { name: 'int' }, choices: [1, 2, -3] }, '1 | 2 | -3'],
  [{ type: { name: 'double' }, choices: [0, 0.5, 1e21] }, '0 | 0.5 | 1e+21'],
  [{ type: { name: 'double' }, choices: ['NaN', 1] }, 'number'],
  [{ type: { name: 'bigint' }, choices: [1] }, '1n | 1'],
  [{ type: { name: 'bool' }, choices: ['true'] }, 'true'],
  [{ type: { name: 'string_list' }, choices: ['a', 'b'] }, `readonly ('a' | 'b')[]`],
  [{ type: { name: 'datetime' }, choices: ['2024-01-01T00:00:00Z'] }, 'Date'],
  [{ type: { name: 'dynamic' }, nullable: true }, 'unknown'],
  [{ type: { name: 'list' } }, 'readonly unknown[]'],
  [{ type: { name: 'int' }, choices: ['a'] }, 'never'],
  [{ type: { name: 'dataframe' } }, 'DataFrameInput'],
  [{ type: { name: 'list', element: 'file' } }, 'readonly FileInput[]'],
  [{ type: { name: 'blob' }, nullable: true }, 'BlobInput | null'],
  [{ type: { name: 'graphics' } }, 'GraphicsInput'],
  [{ type: { name: 'column' }, choices: ['a', 'b'] }, `'a' | 'b'`],
  [{ type: { name: 'column_list' } }, 'readonly string[]'],
])('an input of %j is %s', (facts, expected) => {
  const f: FunctionSignature = { name: 'f', inputs: [{ ...text, ...facts }], outputs: [] };
  const declarations = renderTypeDeclarations([{ name: 'P', functions: [f] }]);
  expect(declarations).toContain(`        text: ${expected};\n`);
  expect(compileDeclarations(declarations).problems).toEqual([]);
});

test('results of bytes have the types of @celeriac/functions, each imported once', () => {
  const names = ['dataframe', 'file', 'blob', 'graphics', 'column_list'] as const;
  const outputs = names.map((name) => ({ name: `a_${name}`, type: { name } }));
  const f: FunctionSignature = { name: 'f', inputs: [], outputs };
  const declarations = renderTypeDeclarations([{ name: 'P', functions: [f, { ...f, name: 'g' }] }]);
  expect(declarations).toContain(
    `import type { DataFrame, Graphics, ReceivedFile } from '@celeriac/functions';\n\ndeclare`,
  );
  const { problems, members } = compileDeclarations(declarations);
  expect(problems).toEqual([]);
  expect(members.get('P:f')?.result).toBe(
    '{ a_dataframe: DataFrame; a_file: ReceivedFile; a_blob: Uint8Array; a_graphics: Graphics; a_column_list: string[]; }',
  );
});

test.each([
  'ends */ here /* and there',
  '@deprecated use another',
  'mail a@b.c, then @internal and {@link X}',
  '"quotes" \'and\' `ticks` \\',
  'naïve 日本 \ud800 \u2028 line\r\nbreak \u0000',
])('a description of %j stays one, and is nothing else', (description) => {
  const f: FunctionSignature = { name: 'f', description, inputs: [], outputs: [text] };
  const { problems, members } = compileDeclarations(
    renderTypeDeclarations([{ name: 'P', functions: [f] }]),
  );
  expect(problems).toEqual([]);
  expect(members.get('P:f')).toMatchObject({ tags: [], result: 'string' });
  expect(members.get('P:f')?.comment.split(' ')[0]).toBe(
    description.split(' ')[0]?.replace('@', '&#64;'),
  );
});

test('any functions of any names are declared as they are', { timeout: 60_000 }, () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc.constantFrom('constructor', '__proto__', 'readonly', 'get', 'new', "'", '\\', '*/', '${x}'),
  );
  const plugins = fc.uniqueArray(fc.record({ name, functions: anyFunctions, extra: name }), {
    maxLength: 3,
    selector: (plugin) => plugin.name,
  });
  fc.assert(
    fc.property(plugins, (all) => {
      const named = all.map(({ name: plugin, functions, extra }) => ({
        name: plugin,
        functions: functions.map((each) => ({
          ...each,
          inputs: [
            ...each.inputs.filter((input) => input.name !== extra),
            { ...text, name: extra },
          ],
        })),
      }));
      const { problems, members } = compileDeclarations(renderTypeDeclarations(named));
      expect(problems).toEqual([]);
      for (const { name: plugin, functions } of named)
        for (const each of functions) {
          const member = members.get(`${plugin}:${each.name}`);
          expect(member?.args).toEqual(
            each.inputs.map(({ name: input, optional, default: initial }) =>
              optional || initial !== undefined ? `${input}?` : input,
            ),
          );
          expect(member?.tags).toEqual([]);
        }
    }),
    { numRuns: 60 },
  );
});
