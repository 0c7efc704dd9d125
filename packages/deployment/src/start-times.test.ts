import { expect, test } from 'vitest';
import { parseImportTimes } from './start-times.ts';

test('reads what a worker tells of its imports, and no more than is to be shown', () => {
  const library = { name: 'numpy', ms: 1900 };
  expect(parseImportTimes({ ms: 2300, libraries: [library] })).toEqual({
    ms: 2300,
    libraries: [library],
  });
  const names = ['a', 'b\u001b[31m', 'c'.repeat(81), 'größe', 'e', 'f'];
  const libraries = names.map((name) => ({ name, ms: 10 }));
  const shown = parseImportTimes({ ms: 80, libraries })?.libraries;
  expect(shown?.map(({ name }) => name)).toEqual(['a', 'größe', 'e']);
});

test.each([
  undefined,
  null,
  [],
  'fast',
  { ms: -1, libraries: [] },
  { ms: '12', libraries: [] },
  { ms: null, libraries: [] },
  { ms: 12 },
])('takes %j for nothing', (value) => {
  expect(parseImportTimes(value)).toBeUndefined();
});
