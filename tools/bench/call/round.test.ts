import { expect, test } from 'vitest';
import { keepInFlight } from './keep-in-flight.ts';
import { percentile, toRoundFigures } from './round.ts';

test('a percentile is the least value that so large a share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});

test('a round is summed up per call', () => {
  expect(toRoundFigures({ latenciesMs: [1, 3, 2, 10], seconds: 2, cpuSeconds: 0.004 })).toEqual({
    p50Ms: 2.5,
    p99Ms: 10,
    callsPerSecond: 2,
    cpuMsPerCall: 1,
  });
});

test('so many calls are under way at a time, and no more are made than asked for', async () => {
  let underWay = 0;
  let most = 0;
  const call = async (): Promise<void> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
  };
  const { latenciesMs, seconds } = await keepInFlight(call, { inFlight: 8, calls: 100 });
  expect(most).toBe(8);
  expect(latenciesMs).toHaveLength(100);
  expect(seconds).toBeGreaterThan(0);
});

test('a call that fails ends the round', async () => {
  const call = (): Promise<void> => Promise.reject(new Error('lost'));
  await expect(keepInFlight(call, { inFlight: 2, calls: 10 })).rejects.toThrow('lost');
});
