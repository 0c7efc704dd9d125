import { expect, test } from 'vitest';
import { findSpecifierProblem, fitsPython } from './version-specifier.ts';

test.each([
  '',
  '==1',
  '>=2,<3',
  '(>=2.0)',
  '~=2.2',
  '~= 1.4.5a4',
  '!=1!2.0.post1',
  '==2.*',
  '===anything-goes',
  '==2.4.0+cpu.1',
  '>=2.0rc1',
  '<3.dev0',
])('%s is a list of versions', (text) => {
  expect(findSpecifierProblem(text)).toBeUndefined();
});

test.each([
  ['', ['3.11', '3.12', '3.13']],
  ['>=3.11', ['3.11', '3.12', '3.13']],
  ['>=3.11,<3.13', ['3.11', '3.12']],
  ['>3.11', ['3.11', '3.12', '3.13']],
  ['<3.12.4', ['3.11', '3.12']],
  ['<=3.12', ['3.11', '3.12']],
  ['==3.12.*', ['3.12']],
  ['==3.*', ['3.11', '3.12', '3.13']],
  ['~=3.12', ['3.12', '3.13']],
  ['~=3.12.1', ['3.12']],
  ['!=3.12.*,>=3.11', ['3.11', '3.13']],
  ['!=3.12.3', ['3.11', '3.12', '3.13']],
  ['>=4', []],
])('%s fits %s', (requires, fitting) => {
  const minors = ['3.11', '3.12', '3.13'];
  expect(minors.filter((minor) => fitsPython(requires, minor))).toEqual(fitting);
});
