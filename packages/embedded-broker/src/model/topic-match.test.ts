import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesTopic } from './topic-match.ts';

const words = fc.array(fc.constantFrom('a', 'b', '*', '#'), { maxLength: 6 });

/** What the specification says, without care for speed. */
function fits([part, ...pattern]: readonly string[], key: readonly string[]): boolean {
  if (part === undefined) return key.length === 0;
  if (part === '#') return key.some((_, n) => fits(pattern, key.slice(n))) || fits(pattern, []);
  return key.length > 0 && (part === '*' || part === key[0]) && fits(pattern, key.slice(1));
}

test('matches as the specification of topics says', () => {
  const keys = fc.array(fc.constantFrom('a', 'b'), { maxLength: 6 });
  fc.assert(
    fc.property(words, keys, (pattern, key) => {
      expect(matchesTopic(pattern.join('.'), key.join('.'))).toBe(fits(pattern, key));
    }),
  );
});

test('takes linear time for patterns that would be tried again and again', () => {
  const pattern = Array.from({ length: 100 }, () => '#').join('.a.');
  const key = Array.from({ length: 100 }, () => 'a').join('.');
  expect(matchesTopic(`${pattern}.b`, key)).toBe(false);
});
