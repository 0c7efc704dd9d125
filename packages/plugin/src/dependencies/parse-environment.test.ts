import { createLineIndex } from '@celeriac/diagnostic';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Report } from '../report.ts';
import { parseEnvironment } from './parse-environment.ts';

function read(text: string) {
  const report = new Report();
  const place = { file: 'python/app/environment.yaml', path: 'environment.yaml', report };
  const value = parseEnvironment(text, place);
  const lines = createLineIndex(text);
  const told = report.take().map(({ code, span, message }) => {
    const { line, column } = lines.positionAt(span?.start ?? 0);
    return `${line}:${column} ${code} ${message}`;
  });
  return { value, told };
}

test('reads name, channels, packages and the pip section', () => {
  const { value, told } = read(`name: test
channels:
  - conda-forge
  - https://repo.example.org/channel
dependencies:
  - python=3.11
  - numpy >=2,<3
  - conda-forge::scipy=1.14.*=py311*
  - pip
  - pip:
      - requests>=2 # to ask
      - "six==1.17.0"
`);
  expect(told).toEqual([]);
  expect(value.conda?.channels).toEqual(['conda-forge', 'https://repo.example.org/channel']);
  expect(value.conda?.packages).toMatchObject([
    { name: 'python', text: 'python=3.11', minor: '3.11', line: 6 },
    { name: 'numpy', text: 'numpy >=2,<3', line: 7 },
    { name: 'scipy', text: 'conda-forge::scipy=1.14.*=py311*', line: 8 },
    { name: 'pip', line: 9 },
  ]);
  expect(value.requirements).toMatchObject([
    { name: 'requests', text: 'requests>=2', line: 11, file: 'environment.yaml' },
    { name: 'six', text: 'six==1.17.0', line: 12 },
  ]);
});

test('without channels it has those of conda itself', () => {
  expect(read('dependencies: [python]').value.conda?.channels).toEqual(['defaults']);
});

test.each([
  ['name: [a]', '1:7 wrong-type "name" must be a string.'],
  ['a', '1:1 wrong-type An environment file has the keys'],
  ['chanels:\n  - a', '1:1 unknown-key There is no key "chanels". Did you mean "channels"?'],
  ['channels: a', '1:11 wrong-type "channels" must be a list.'],
  ['channels:\n  - "a b"', '2:5 invalid-value "a b" is no channel'],
  ['channels:\n  - https://me:secret@a.org/b', '2:5 invalid-value'],
  ['channels:\n  - https://a.org/t/secret/b', '2:5 invalid-value'],
  ['dependencies:\n  - 1', '2:5 wrong-type Each entry of "dependencies"'],
  ['dependencies:\n  - numpy>>2', '2:5 invalid-requirement "numpy>>2" is no package of conda'],
  ['dependencies:\n  - numpy:\n', '2:5 wrong-type "numpy:" is no package'],
  ['dependencies:\n  - pip:\n      - -e .', '3:9 unsupported-requirement An editable install'],
  [
    'dependencies:\n  - pip:\n      - -r a.txt',
    '3:9 unsupported-requirement List the requirements',
  ],
  ['dependencies: &a [*a]', 'invalid-yaml'],
  ['dependencies: [', 'invalid-yaml'],
  ['a: 1\na: 2', 'invalid-yaml'],
  ['name: a\nvariables:\n  A: b', '2:1 ignored-key "variables" means nothing in an image'],
])('%j is told with line and column', (text, problem) => {
  expect(read(text).told.join('\n')).toContain(problem);
});

test('any text is read without a throw', () => {
  const unit = fc.constantFrom(...'a:-[]{}&*!|>\'"#%@`, \n', 'dependencies', 'pip', 'channels');
  fc.assert(fc.property(fc.string({ unit }), (text) => void read(text)));
});
