import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gatherRuns } from './gather-runs.ts';

/** Runs that last until they are let go; `bad` items fail the run that they are in. */
function createStage(isOfOne = true) {
  const runs: string[][] = [];
  const gates: (() => void)[] = [];
  const ask = gatherRuns<string>(
    async (items) => {
      runs.push([...items]);
      await new Promise<void>((resolve) => gates.push(resolve));
      if (items.some((item) => item.startsWith('bad'))) throw new Error(`not ${items.join()}`);
    },
    { most: 3, isOfOne: () => isOfOne },
  );
  const letGo = async (): Promise<void> => {
    await turn();
    gates.shift()?.();
    await turn();
  };
  return { runs, ask, letGo };
}

test('what is asked for during a run is done together in the next, within the bound', async () => {
  const { runs, ask, letGo } = createStage();
  const asked = Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
  for (let run = 0; run < 3; run += 1) await letGo();
  await asked;
  expect(runs).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  const again = ask('f');
  await letGo();
  await again;
  expect(runs.at(-1)).toEqual(['f']);
});

test('one that cannot be done fails no other', async () => {
  const { runs, ask, letGo } = createStage();
  const asked = Promise.allSettled(['a', 'b', 'bad', 'd'].map(ask));
  for (let run = 0; run < 5; run += 1) await letGo();
  expect((await asked).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(runs).toEqual([['a'], ['b', 'bad', 'd'], ['b'], ['bad'], ['d']]);
});

test('what failed all is told to all, and the next run is none the worse', async () => {
  const { runs, ask, letGo } = createStage(false);
  const asked = Promise.allSettled(['a', 'b', 'bad'].map(ask));
  for (let run = 0; run < 2; run += 1) await letGo();
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  const after = ask('c');
  await letGo();
  await expect(after).resolves.toBeUndefined();
  expect(runs).toHaveLength(3);
});
