import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limitAtOnce } from './limit-at-once.ts';

test('so many run at a time, in their order, and a failure takes no place', async () => {
  const limit = limitAtOnce(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const run = async (one: number): Promise<number> => {
    begun.push(one);
    most = Math.max(most, ++running);
    await turn();
    running -= 1;
    if (one % 3 === 0) throw new Error(`not ${one}`);
    return one;
  };
  const all = [0, 1, 2, 3, 4, 5, 6, 7].map((one) => limit(() => run(one)));
  const settled = await Promise.allSettled(all);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(2);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  await expect(limit(() => run(1))).resolves.toBe(1);
});
