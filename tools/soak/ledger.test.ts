import { expect, test } from 'vitest';
import { compareLedgers, parseLedger, type ClientRecord } from './ledger.ts';
import { planCall } from './plan-call.ts';
import { createRandom } from './random.ts';

const told = (call: number, changes: Partial<ClientRecord> = {}): ClientRecord => ({
  ...{ call, function: 'once', answers: 1, isRight: true },
  ...changes,
});

test('both sides agree where each call ran once and was answered once', () => {
  const worker = parseLedger('began 1\nended 1\nbegan 2\nended 2\nbegan 2\nended 2\nbeg');
  const again = told(2, { function: 'again' });
  expect(compareLedgers([told(1), again], worker, new Map())).toEqual({
    ...{ calls: 2, unanswered: 0, answeredTwice: 0, ranTwice: 0, idempotentReruns: 1 },
    ...{ toldOther: 0, sentTwoEnds: 0 },
    ...{ wrongValues: 0, deniedButRan: 0, outcomes: { value: 2 } },
  });
});

test.each<readonly [string, ClientRecord, string]>([
  ['unanswered', told(1, { answers: 0 }), 'began 1\nended 1'],
  ['answeredTwice', told(1, { answers: 2 }), 'began 1\nended 1'],
  ['ranTwice', told(1), 'began 1\nbegan 1\nended 1'],
  ['wrongValues', told(1, { isRight: false }), 'began 1\nended 1'],
  ['wrongValues', told(1), 'began 1'],
  [
    'deniedButRan',
    { call: 1, function: 'once', answers: 1, code: 'TIMED_OUT', maybeExecuted: false },
    'began 1',
  ],
])('%s is found', (fault, record, ledger) => {
  const ran = parseLedger(ledger);
  const { outcomes: _, calls: __, ...verdict } = compareLedgers([record], ran, new Map());
  const found = Object.entries(verdict).filter(([, count]) => count > 0);
  expect(found).toEqual([[fault, 1]]);
});

test('who is told another end than the first that was sent is found', () => {
  const ran = parseLedger('began 1\nended 1');
  const sent = new Map([[1, ['value', 'WORKER_LOST']]]);
  const first = compareLedgers([told(1, { reply: 'value' })], ran, sent);
  expect(first).toMatchObject({ toldOther: 0, sentTwoEnds: 1 });
  const second = compareLedgers([told(1, { reply: 'WORKER_LOST' })], ran, sent);
  expect(second).toMatchObject({ toldOther: 1, sentTwoEnds: 1 });
});

test('a call is the same for the same seed, whatever is called beside it', () => {
  const plans = (calls: readonly number[]) => calls.map((call) => planCall(call, 7));
  expect(plans([3, 1, 2]).toReversed()).toEqual(plans([2, 1, 3]));
  expect(planCall(1, 7)).not.toEqual(planCall(1, 8));
});

test('the same seed draws the same, and everything as often', () => {
  const draw = (seed: number) => createRandom(seed).draw(['a', 'b', 'c'], 7);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(3).slice(0, 3).toSorted()).toEqual(['a', 'b', 'c']);
  expect(draw(3)).toHaveLength(7);
});
