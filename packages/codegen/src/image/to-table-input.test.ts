import { expect, test } from 'vitest';
import type { Parameter } from '@celeriac/signature';
import { toPatterns } from './to-patterns.ts';
import { toTableInput } from './to-table-input.ts';

const FRAME: Parameter = { name: 'df', type: { name: 'dataframe' } };
const plain = { nullable: false, optional: false };

function only(input: Parameter): object {
  return toTableInput([input], 0, {});
}

test('choices stand as they travel, and the range where it is checked', () => {
  const x = { name: 'x', ...plain };
  const int = { name: 'int' } as const;
  const string = { name: 'string' } as const;
  expect(only({ name: 'x', type: int, choices: ['1', 2], min: 0, max: 9 })).toEqual({
    ...{ ...x, type: int, choices: [1, 2], min: 0, max: 9 },
  });
  expect(only({ name: 'x', type: string, choices: ['a'], min: 0 })).toEqual({
    ...{ ...x, type: string, choices: ['a'] },
  });
});

test('columns name their frame and what is asked of them', () => {
  const other = { ...FRAME, name: 'other', options: { columns: 'numerical' } };
  const column: Parameter = {
    name: 'c',
    type: { name: 'column' },
    options: { type: 'dateTime', allowNulls: 'false' },
  };
  const list: Parameter = {
    name: 'l',
    type: { name: 'column_list' },
    options: { table: 'df' },
  };
  const inputs = [FRAME, other, column, list];
  const columns = inputs.map((_, index) => toTableInput(inputs, index, {})['columns']);
  expect(columns).toEqual([
    undefined,
    { frame: 'other', kind: 'numerical', allowNulls: true },
    { frame: 'other', kind: 'dateTime', allowNulls: false },
    { frame: 'df', allowNulls: true },
  ]);
  expect(only(column)).not.toHaveProperty('columns');
});

test('the form stands where the def asks for one', () => {
  expect(toTableInput([FRAME], 0, { df: 'polars' })).toMatchObject({ form: 'polars' });
  const odd = { ...FRAME, name: 'constructor' };
  expect(toTableInput([odd], 0, {})).not.toHaveProperty('form');
});

test.each([
  ['^[a-z]+$', ['^[a-z]+$']],
  ['"^\\d{2,3}"', ['^\\d{2,3}']],
  ["'/a b/i'", ['(?i)a b']],
  ['/a/u', ['a']],
  ['/a/g', []],
  ['["^a", "b$", "isName"]', ['^a', 'b$']],
  ['[\'^a|"b"$\']', ['^a|"b"$']],
  ['Demo:isName', []],
  ['x > 3', []],
  ['^', []],
  ['', []],
])('the validator %s is %j', (validators, expected) => {
  const options = { validators };
  expect(toPatterns({ name: 'x', type: { name: 'string' }, options })).toEqual(expected);
  expect(toPatterns({ name: 'x', type: { name: 'string_list' }, options })).toEqual(expected);
  expect(toPatterns({ name: 'x', type: { name: 'int' }, options })).toEqual([]);
});
