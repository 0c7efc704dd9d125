import { expect, it } from 'vitest';
import { findHarmed } from '../test/one-character/find-harmed.ts';

// "test/one-character/main.ts" tries every change.
it('changes what no other line of a header says, whatever one character becomes', () => {
  const { tried, harms } = findHarmed(7);
  expect(harms).toEqual([]);
  expect(tried).toBeGreaterThan(1_000);
});
