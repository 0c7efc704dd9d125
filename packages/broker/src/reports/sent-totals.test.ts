import { expect, test } from 'vitest';
import { createSentTally } from '../client/sent-tally.ts';
import { createSentTotals, parseSentReport } from './sent-totals.ts';

test('what clients count is summed up, of each user by itself, and told once', () => {
  const tally = createSentTally();
  expect(tally.take()).toBeUndefined();
  for (const task of ['P:f', 'P:f', 'P:g']) tally.count('q', task);
  const totals = createSentTotals();
  const told = (): ReturnType<typeof parseSentReport> =>
    parseSentReport(Buffer.from(JSON.stringify(tally.take() ?? null)));
  totals.add('celeriac', told()!);
  tally.count('q', 'P:f');
  totals.add('celeriac', told()!);
  expect(told()).toBeUndefined();
  totals.add('other', { kind: 'sent', counts: { q: { 'P:f': 5 } } });
  expect(totals.totals()).toEqual([
    { user: 'celeriac', queue: 'q', task: 'P:f', calls: 3 },
    { user: 'celeriac', queue: 'q', task: 'P:g', calls: 1 },
    { user: 'other', queue: 'q', task: 'P:f', calls: 5 },
  ]);
});

test.each(['', 'null', '{"kind":"sent"}', '{"kind":"sent","counts":{"q":{"P:f":-1}}}'])(
  '%s counts nothing',
  (text) => {
    expect(parseSentReport(Buffer.from(text))).toBeUndefined();
  },
);
