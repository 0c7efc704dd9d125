import { expect, test } from 'vitest';
import { decodeOutputs } from './decode-outputs.ts';
import type { FunctionSignature, Parameter } from './function-signature.ts';

const signature = (...outputs: Parameter[]): FunctionSignature => ({
  name: 'split',
  inputs: [],
  outputs,
});
const sum: Parameter = { name: 'sum', type: { name: 'bigint' } };
const at: Parameter = { name: 'at', type: { name: 'datetime' }, nullable: true };

test('no output is null, one is its value, several are an object', () => {
  expect(decodeOutputs(signature(), 'anything')).toEqual({ value: null, problems: [] });
  expect(decodeOutputs(signature(sum), '12').value).toBe(12n);
  expect(decodeOutputs(signature(at), null)).toEqual({ value: null, problems: [] });
  expect(decodeOutputs(signature(sum, at), { at: '2024-01-01T00:00:00Z', sum: '1' })).toEqual({
    value: { sum: 1n, at: new Date('2024-01-01T00:00:00Z') },
    problems: [],
  });
});

test('a result that does not fit is told, all of it', () => {
  expect(decodeOutputs(signature(sum), null).problems).toMatchObject([
    { path: 'sum', code: 'null-value' },
  ]);
  expect(decodeOutputs(signature(sum, at), { sum: 1, att: 2 }).problems).toMatchObject([
    { path: 'att', code: 'unknown-output' },
    { path: 'sum', code: 'wrong-type' },
    { path: 'at', code: 'missing-output' },
  ]);
  expect(decodeOutputs(signature(sum, at), ['1', null]).problems).toMatchObject([
    { code: 'wrong-type', expected: 'an object of sum, at', actual: 'a list of 2' },
  ]);
});
