import { expect, test } from 'vitest';
import { stopGraceOf } from './stop-grace.ts';

test.each([
  [{}, undefined, 3_600_000],
  [{}, 60_000, 60_000],
  [{}, 0, 0],
  [{ hardSeconds: 10 }, undefined, 40_000],
  [{ hardSeconds: 7200 }, undefined, 7_230_000],
  [{ hardSeconds: 7200 }, 60_000, 60_000],
  [{ hardSeconds: 10 }, 60_000, 40_000],
])('with the limits %j, and %s ms asked for, calls have %d ms', (limits, asked, expected) => {
  expect(stopGraceOf({ limits, ...(asked !== undefined && { stopGraceMs: asked }) })).toBe(
    expected,
  );
});
