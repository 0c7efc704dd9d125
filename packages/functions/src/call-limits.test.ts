import { expect, test } from 'vitest';
import type { TimeLimits } from '@celeriac/deployment';
import { planLimits } from './call-limits.ts';

const found = (meta: Readonly<Record<string, string>>, limits: TimeLimits) => ({
  plugin: 'Demo',
  app: { name: 'a', contract: 'c', queue: 'q', user: 'u', functions: [], limits },
  signature: { name: 'f', inputs: [], outputs: [], meta },
});

test('the smallest limit of header, container.json and call wins, and says whose it is', () => {
  const of = found({ timeout: ' 30 ' }, { hardSeconds: 60, softSeconds: 20 });
  expect(planLimits(of)).toEqual({
    soft: { seconds: 20, origin: 'container.json' },
    hard: { seconds: 30, origin: 'header' },
  });
  expect(planLimits(of, { hardSeconds: 2.5, softSeconds: 20 })).toEqual({
    soft: { seconds: 20, origin: 'container.json' },
    hard: { seconds: 2.5, origin: 'call' },
  });
  expect(planLimits(found({}, {}))).toEqual({});
});

test.each([0, -1, NaN, Infinity, '5'])('a call that gives %s is refused', (hardSeconds) => {
  const plan = () => planLimits(found({}, {}), { hardSeconds: hardSeconds as number });
  expect(plan).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
});
