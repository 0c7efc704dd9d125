import { expect, test } from 'vitest';
import { identifyProcess, isRunning, parseStartTicks } from './process-identity.ts';

const fieldsFromState = (state: string): string =>
  [state, ...Array.from({ length: 40 }, (_, index) => String(index + 4))].join(' ');

test('the start time is found behind a command with spaces and parentheses', () => {
  expect(parseStartTicks(`17 (a b) (c) d) ${fieldsFromState('S')}`)).toBe('22');
});

test('a zombie has no start time', () => {
  expect(parseStartTicks(`17 (sleep) ${fieldsFromState('Z')}`)).toBeUndefined();
});

test('a process is told apart from a later one with its pid', () => {
  const own = identifyProcess(process.pid);
  expect(own).toBeDefined();
  expect(isRunning(own)).toBe(true);
  expect(isRunning({ pid: process.pid, started: '1@another-boot' })).toBe(false);
});
