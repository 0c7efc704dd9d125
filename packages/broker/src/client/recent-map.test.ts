import { expect, test } from 'vitest';
import { createRecentMap } from './recent-map.ts';

test('holds the last ones, and the newest value of each', () => {
  const map = createRecentMap<number>(3);
  for (let n = 0; n < 100; n++) {
    map.set(`key ${n}`, n);
    for (let back = 0; back < Math.min(3, n + 1); back++)
      expect(map.get(`key ${n - back}`)).toBe(n - back);
  }
  expect(map.get('key 90')).toBeUndefined();
  map.set('key 98', -1);
  expect(map.get('key 98')).toBe(-1);
});
