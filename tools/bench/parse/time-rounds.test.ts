import { expect, test } from 'vitest';
import { timeRounds } from './time-rounds.ts';

function spin(steps: number): number {
  let sum = 0;
  for (let step = 0; step < steps; step += 1) sum += Math.sqrt(step);
  return sum;
}

test('works take turns, and each has the time of one run', () => {
  const order: string[] = [];
  const times = timeRounds(
    {
      short: { run: () => order.push('short'), inARow: 2 },
      long: {
        run: () => {
          order.push('long');
          spin(3_000_000);
        },
        inARow: 1,
      },
    },
    { rounds: 2, warmups: 1 },
  );
  expect(order.join(' ')).toBe(Array(3).fill('short short long').join(' '));
  expect(times.long).toBeGreaterThan(times.short);
});
