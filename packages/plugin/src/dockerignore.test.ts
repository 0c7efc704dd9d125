import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerIgnore } from './dockerignore.ts';

test.each([
  ['data', ['data', 'data/a.bin'], ['src/data', 'data2']],
  ['/data/', ['data', 'data/a.bin'], ['src/data']],
  ['**/data', ['data', 'src/data', 'a/b/data/c'], ['mydata']],
  ['*.csv', ['a.csv'], ['src/a.csv', 'acsv']],
  ['**/*.csv', ['a.csv', 'src/a.csv'], ['a.csvx']],
  ['src/**', ['src/a', 'src/a/b'], ['src']],
  ['a?c', ['abc'], ['ac', 'a/c', 'abbc']],
  ['[ab].txt', ['a.txt', 'b.txt'], ['c.txt']],
  ['[^ab].txt', ['c.txt'], ['a.txt']],
  ['\\*.txt', ['*.txt'], ['a.txt']],
  ['# data\n\n  ./tmp/../tmp  ', ['tmp'], ['# data', 'data']],
  ['*\n!logic.py\n!sub/keep.py', ['a.py', 'sub', 'sub/a.py'], ['logic.py', 'sub/keep.py']],
  ['!a\na', ['a'], []],
  ['a.b+(c)', ['a.b+(c)'], ['axb+(c)', 'a.bb(c)']],
  ['[', ['['], ['a']],
])('%j', (text, ignored, kept) => {
  const rules = parseDockerIgnore(text);
  expect(ignored.filter((path) => !rules.ignores(path))).toEqual([]);
  expect(kept.filter((path) => rules.ignores(path))).toEqual([]);
});

test('any text is read without a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a*?[]^-\\/!#. \n') }), (text) => {
      expect(typeof parseDockerIgnore(text).ignores('a/b')).toBe('boolean');
    }),
  );
});
