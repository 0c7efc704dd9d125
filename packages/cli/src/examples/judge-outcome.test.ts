import { TaskFailure } from '@celeriac/functions';
import { expect, test } from 'vitest';
import { compareOutcomes, judgeOutcome, type Outcome } from './judge-outcome.ts';

const span = { start: 0, end: 0 };
const equalTo = (value: never) => ({ kind: 'equals', value, span }) as const;
const raises = (text: string) => ({ kind: 'raises', type: { text, span } }) as const;
const gave = (value: unknown): Outcome => ({ kind: 'value', value });
const raised = (pythonType: string): Outcome => ({
  kind: 'error',
  error: new TaskFailure(
    { code: 'TASK_FAILED', message: 'no', pythonType },
    { id: '1', task: 'Demo:add' },
  ),
});

test.each([
  [3, 3],
  [0.1 + 0.2, 0.3],
  [
    [1, { a: 'x' }],
    [1, { a: 'x' }],
  ],
  [new Date('2024-03-03T00:00:00Z'), '2024-03-03T00:00:00.000Z'],
  [null, null],
])('%j is what is expected', (value, expected) => {
  expect(judgeOutcome(equalTo(expected as never), gave(value))).toBeUndefined();
});

test.each([
  [3, 4],
  [0.3, 0.30001],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 1, b: 2 }],
  ['3', 3],
])('%j is not %j', (value, expected) => {
  expect(judgeOutcome(equalTo(expected as never), gave(value))).toContain('gave');
});

test('a whole number of any size is compared as one', () => {
  expect(judgeOutcome(equalTo(12 as never), gave(12n))).toBeUndefined();
});

test('an exception is known by its name, with or without its module', () => {
  expect(judgeOutcome(raises('Broke'), raised('logic.Broke'))).toBeUndefined();
  expect(judgeOutcome(raises('ValueError'), raised('ValueError'))).toBeUndefined();
  expect(judgeOutcome(raises('Broke'), raised('ValueError'))).toBe('raised ValueError');
  expect(judgeOutcome(raises('Broke'), gave(1))).toContain('raised nothing');
  expect(judgeOutcome(undefined, raised('ValueError'))).toBe('raised ValueError: no');
  expect(judgeOutcome(undefined, gave(1))).toBeUndefined();
});

test('two places agree on values and on exceptions', () => {
  expect(compareOutcomes(gave(0.1 + 0.2), gave(0.3))).toBeUndefined();
  expect(compareOutcomes(raised('A'), raised('A'))).toBeUndefined();
  expect(compareOutcomes(gave(1), gave(2))).toBe('1 here, 2 in the container');
  expect(compareOutcomes(gave(1), raised('A'))).toBe('1 here, A in the container');
});
