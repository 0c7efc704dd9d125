import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNearest } from './nearest.ts';

describe('findNearest', () => {
  it.each([
    ['inputs', 'input'],
    ['outptu', 'output'],
    ['NAME', 'name'],
    ['tgas', 'tags'],
    ['descripton', 'description'],
  ])('takes %s for %s', (word, nearest) => {
    expect(findNearest(word, ['name', 'description', 'tags', 'input', 'output'])).toBe(nearest);
  });

  it('finds nothing beyond its limit', () => {
    expect(findNearest('abcdef', ['abcxyz'])).toBeUndefined();
    expect(findNearest('abcdef', ['abcxyz'], 3)).toBe('abcxyz');
    expect(findNearest('ab', ['ba'], 0)).toBeUndefined();
    expect(findNearest('x', [])).toBeUndefined();
  });

  it('prefers the nearest, and the first of equals', () => {
    expect(findNearest('cat', ['coat', 'car', 'cat'])).toBe('cat');
    expect(findNearest('cat', ['car', 'bat'])).toBe('car');
  });

  it('finds every word that one edit away was made of a candidate', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(word, fc.nat(), fc.string({ maxLength: 1 }), (candidate, place, inserted) => {
        const at = place % candidate.length;
        const edited = candidate.slice(0, at) + inserted + candidate.slice(at + 1);
        expect(findNearest(edited, [candidate], 2)).toBe(candidate);
      }),
    );
  });
});
