import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDeadlines, type Timed } from './deadlines.ts';

test('tells each item once, in order, never early, and forgets what was removed', async () => {
  const told: { readonly item: Timed; readonly at: number }[] = [];
  const deadlines = createDeadlines((item) => told.push({ item, at: performance.now() }));
  const now = performance.now();
  const items = [60, 20, 40, 30, 20].map((ms) => ({ deadline: now + ms }));
  for (const item of items) deadlines.add(item);
  deadlines.remove(items[3]!);
  deadlines.remove(items[3]!);
  await expect.poll(() => told.length).toBe(4);
  await sleep(30);
  expect(told.map(({ item }) => item)).toEqual([items[1], items[4], items[2], items[0]]);
  for (const { item, at } of told) expect(at).toBeGreaterThanOrEqual(item.deadline);
});

test('an earlier item that comes later is told in its time, from within a telling too', async () => {
  const told: number[] = [];
  const start = performance.now();
  const deadlines = createDeadlines((item: Timed & { readonly again?: Timed }) => {
    told.push(item.deadline - start);
    if (item.again !== undefined) deadlines.add(item.again);
  });
  deadlines.add({ deadline: start + 10_000 });
  deadlines.add({ deadline: start + 20, again: { deadline: start + 40 } });
  await expect.poll(() => told.length).toBe(2);
  expect(told).toEqual([20, 40].map((ms) => expect.closeTo(ms, 3) as number));
  deadlines.clear();
});
