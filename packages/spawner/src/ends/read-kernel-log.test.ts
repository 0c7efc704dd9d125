import { expect, test } from 'vitest';
import { toKillTime } from './read-kernel-log.ts';

const line = '[   90.5] oom-kill:constraint=CONSTRAINT_MEMCG,oom_memcg=/docker/a1,task=python3';

test.each([
  [['100.25', line], 990_250],
  [['100.25', line, line.replace('90.5', '99.25')], 999_000],
  [['100.25'], undefined],
  [['100.25', 'something else'], undefined],
  [[], undefined],
] as const)('%j is told at %j', (lines, timeMs) => {
  expect(toKillTime(lines, 1_000_000)).toBe(timeMs);
});
