import { expect, test } from 'vitest';
import { findSuspect } from './explain-loss.ts';

const at = '2030-01-01T00:00:00Z';
const stopped = { container: 'b', message: 'b was stopped by somebody else.', at };
const killed = { container: 'a', message: 'a was killed at its limit.', remedy: 'Raise it.', at };

test('a loss is put down to what became of the worker that had the call', () => {
  expect(findSuspect([stopped, killed], 'b')).toEqual({ problem: stopped, isSure: true });
  expect(findSuspect([stopped, killed], 'a')).toEqual({ problem: killed, isSure: true });
  expect(findSuspect([stopped, killed], 'c')).toBeUndefined();
});

test('where nobody knows which worker that was, one of several is named as such', () => {
  expect(findSuspect([stopped, killed], undefined)).toEqual({ problem: killed, isSure: false });
  expect(findSuspect([killed, killed], undefined)).toEqual({ problem: killed, isSure: true });
  expect(findSuspect([], undefined)).toBeUndefined();
});
