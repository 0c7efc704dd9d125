import { expect, test } from 'vitest';
import type { FrameColumn } from '../bytes/encoded-frame.ts';
import { encodeArguments } from '../encode-arguments.ts';
import type { FunctionSignature, Parameter } from '../function-signature.ts';

const column = (name: string, kind: FrameColumn['kind'], nullCount = 0): FrameColumn => ({
  name,
  kind,
  type: `type of ${kind}`,
  nullCount,
});
const columns = [
  column('height', 'numerical'),
  column('sex', 'categorical'),
  column('born', 'dateTime', 2),
  column('nothing', 'empty', 3),
];
const frame = { bytes: { kind: 'chunks', size: 0, chunks: [] }, columns } as const;

const table: Parameter = { name: 'df', type: { name: 'dataframe' } };
const signature = (...inputs: Parameter[]): FunctionSignature => ({
  name: 'f',
  inputs,
  outputs: [],
});
const named = (options: Record<string, string>, more: Partial<Parameter> = {}): Parameter => ({
  name: 'x',
  type: { name: 'column' },
  options,
  ...more,
});

/** What is told, as `path code`; every frame that is passed is the one above. */
function problemsOf(
  inputs: readonly Parameter[],
  args: Record<string, unknown>,
): readonly string[] {
  const f = signature(...inputs);
  const { problems } = encodeArguments(f, { df: {}, ...args }, { encodeFrame: () => frame });
  return problems.map(({ path, code }) => `${path} ${code}`);
}

test.each<[Record<string, string>, string, readonly string[]]>([
  [{}, 'height', []],
  [{}, 'heigth', ['x unknown-column']],
  [{ type: 'numerical' }, 'height', []],
  [{ type: '"Numerical"' }, 'sex', ['x wrong-column-type']],
  [{ type: 'categorical' }, 'sex', []],
  [{ type: 'categorical' }, 'born', ['x wrong-column-type']],
  [{ type: 'dateTime', allowNulls: 'true' }, 'born', []],
  [{ type: 'dateTime', allowNulls: 'False' }, 'born', ['x null-in-column']],
  [{ type: 'numerical', allowNulls: 'false' }, 'born', ['x wrong-column-type', 'x null-in-column']],
  [{ type: 'dateTime' }, 'nothing', []],
  [{ type: 'anything' }, 'sex', []],
])('a column with %j takes %s: %j', (options, x, problems) => {
  expect(problemsOf([table, named(options)], { x })).toEqual(problems);
});

test('a list of columns is checked one by one, and a default as well', () => {
  const list = named({ type: 'numerical' }, { type: { name: 'column_list' } });
  expect(problemsOf([table, list], { x: ['height', 'sex', 'other'] })).toEqual([
    'x[1] wrong-column-type',
    'x[2] unknown-column',
  ]);
  const initial = named({}, { default: 'width' });
  expect(problemsOf([table, initial], {})).toEqual(['x unknown-column']);
});

test('columns are those of the frame before, or of the table that is named', () => {
  const other = { name: 'other', type: { name: 'dataframe' }, nullable: true } as const;
  const none = { other: null };
  expect(problemsOf([table, other, named({})], { ...none, x: 'zzz' })).toEqual([]);
  expect(problemsOf([table, other, named({ table: 'df' })], { ...none, x: 'zzz' })).toEqual([
    'x unknown-column',
  ]);
  expect(problemsOf([named({}), table], { x: 'zzz' })).toEqual([]);
});

test('a frame that is declared so has columns of that kind only, and no nulls', () => {
  const numbers = { ...table, options: { columns: 'numerical', allowNulls: 'false' } };
  expect(problemsOf([numbers], {})).toEqual([
    'df["sex"] wrong-column-type',
    'df["born"] wrong-column-type',
    'df["born"] null-in-column',
    'df["nothing"] null-in-column',
  ]);
});

test('messages say which columns there are', () => {
  const inputs = [table, named({ type: 'numerical' })];
  const messages = (x: string): readonly string[] =>
    encodeArguments(signature(...inputs), { df: {}, x }, { encodeFrame: () => frame }).problems.map(
      ({ message }) => message,
    );
  expect(messages('heigth')).toEqual([
    'x: expected a column of df, got "heigth". Did you mean "height"?',
  ]);
  expect(messages('z')[0]).toContain('It has "height", "sex", "born", "nothing".');
  expect(messages('sex')).toEqual([
    'x: expected a numerical column, got column "sex" of type of categorical.',
  ]);
});
