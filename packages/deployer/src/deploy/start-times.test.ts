import { expect, test } from 'vitest';
import { timed, toStartTimes } from './start-times.ts';

const imports = { ms: 400, libraries: [] };

test('the parts of a start make up the whole', () => {
  const at = { began: 1000, asked: 1100, ready: 2100 };
  const started = { times: { createMs: 200, startMs: 300 } };
  expect(toStartTimes(at, started, { imports })).toEqual({
    createMs: 300,
    startMs: 300,
    imports,
    readyMs: 100,
  });
  expect(toStartTimes(at, started, {})).toEqual({ createMs: 300, startMs: 300, readyMs: 500 });
});

test('a worker that was quicker than its backend told has no time below nothing', () => {
  const at = { began: 0, asked: 0, ready: 250 };
  const started = { times: { createMs: 100, startMs: 100 } };
  expect(toStartTimes(at, started, { imports }).readyMs).toBe(0);
});

test('a word keeps its moment, however late somebody looks at it', async () => {
  const before = performance.now();
  const word = timed(Promise.resolve({ imports }));
  await word;
  const between = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { at } = await word;
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(between);
});
