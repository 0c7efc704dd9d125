import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequirements } from './parse-requirements.ts';

const file = 'python/app/requirements.in';
const told = (text: string): unknown =>
  parseRequirements(text, { file }).diagnostics.map(
    ({ code, span }) => `${code} ${text.slice(span?.start, span?.end)}`,
  );

test('reads names, extras, versions and markers, with their lines', () => {
  const text = [
    '\ufeff# what we need',
    'numpy>=2,<3  # fast',
    '',
    'pandas [ performance , excel ] ~= 2.2 ; python_version < "3.13"',
    'scikit-learn \\',
    '  >= 1.5, \\',
    '  != 1.5.1',
    'requests(>=2.0)',
    'torch==2.4.0+cpu',
    'zope.interface',
    'urllib3 == 2.*',
    'a#b',
  ].join('\r\n');
  const { value, diagnostics } = parseRequirements(text.replace('\r\na#b', ''), { file });
  expect(diagnostics).toEqual([]);
  expect(value).toEqual([
    { name: 'numpy', text: 'numpy>=2,<3', line: 2 },
    {
      name: 'pandas',
      text: 'pandas [ performance , excel ] ~= 2.2 ; python_version < "3.13"',
      line: 4,
    },
    { name: 'scikit-learn', text: 'scikit-learn >= 1.5, != 1.5.1', line: 5 },
    { name: 'requests', text: 'requests(>=2.0)', line: 8 },
    { name: 'torch', text: 'torch==2.4.0+cpu', line: 9 },
    { name: 'zope.interface', text: 'zope.interface', line: 10 },
    { name: 'urllib3', text: 'urllib3 == 2.*', line: 11 },
  ]);
});

test.each([
  '--index-url https://example.org/simple',
  '-e .',
  '-r other.txt',
  '--hash=sha256:00',
  'numpy==2.0 --hash=sha256:00',
  './lib',
  '../lib',
  '/abs/lib.whl',
  'C:\\lib',
  'lib-1.0-py3-none-any.whl',
  'file:lib',
  'https://example.org/a.tar.gz',
  'git+https://example.org/a',
  'a @ https://example.org/a.whl',
  'a@https://example.org/a.whl',
  '${HOME}',
])('%s could leave the app, so it is refused', (line) => {
  expect(told(`numpy\n  ${line}\n`)).toEqual([`unsupported-requirement ${line}`]);
});

test.each([
  ['numpy=1.0', 'an exact version is written ==1.0.'],
  ['numpy 1.0', '"1.0" is no version; write one such as >=2.0.'],
  ['numpy>=', '">=" is no version; write one such as >=2.0.'],
  ['numpy>=1,', 'a version is missing at a comma.'],
  ['numpy>=1 pandas', '">=1 pandas" is no version; write one such as >=2.0.'],
  ['num€py', '"€py" is no version; write one such as >=2.0.'],
  ['>=1', 'it does not begin with the name of a package.'],
  ['numpy[', 'extras are written [one,two].'],
  ['numpy; ', 'after ";" stands a marker such as python_version < "3.13".'],
  ['numpy; a "', 'after ";" stands a marker such as python_version < "3.13".'],
])('%s is no requirement', (text, why) => {
  const [diagnostic] = parseRequirements(text, { file }).diagnostics;
  expect(diagnostic).toMatchObject({ code: 'invalid-requirement', severity: 'error', file });
  expect(diagnostic?.message).toContain(why);
});

test('all problems come at once, at their lines', () => {
  expect(told('ok\n-e x\nb=1\n# -e no\nok2')).toEqual([
    'unsupported-requirement -e x',
    'invalid-requirement b=1',
  ]);
  expect(told('a \\\n  b # c\nd \\')).toEqual(['invalid-requirement a \\\n  b # c']);
});

test('a comment is not continued', () => {
  expect(parseRequirements('# see \\\nnumpy\na \\\n# why \\\nb', { file }).value).toMatchObject([
    { text: 'numpy', line: 2 },
    { text: 'a', line: 3 },
    { text: 'b', line: 5 },
  ]);
});

test('any text is read without a throw, and each accepted line is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1=<>,;[]# \\\n\r"-@/.') }), (text) => {
      for (const requirement of parseRequirements(text, { file }).value)
        expect(requirement.text).toMatch(/^[A-Za-z0-9][^\r\n\\#]*$/);
    }),
  );
});
