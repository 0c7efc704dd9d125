import { expect, test } from 'vitest';
import { fuzzParser } from './fuzz/fuzz-parser.ts';

// "fuzz/main.ts" does the same for as long as it is told, from another seed each time.
test('no text made by chance breaks a promise of the parser', { timeout: 60_000 }, () => {
  const { tried, failure } = fuzzParser(20_260, { most: 1_500, until: performance.now() + 20_000 });
  expect(failure).toBeUndefined();
  expect(tried).toBeGreaterThan(100);
});
