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
  expect(
    value.requirements.map(({ name, text: one, line }) => ({ name, text: one, line })),
  ).toEqual([
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
  ['--index-url https://example.org/simple', 'use --index-url of celeriac deploy'],
  ['--extra-index-url=https://example.org/simple', 'use --extra-index-url'],
  ['-f ./wheels', 'use --find-links'],
  ['--trusted-host example.org', 'give --ca-bundle'],
  ['-e .', "put its code into the app's folder"],
  ['--pre', 'Pre-releases are asked for by name'],
  ['--hash=sha256:00', '"--hash" is not supported'],
  ['numpy==2.0 --hash=md5:00', 'only --hash is'],
  ['numpy==2.0 --global-option=x', '"--global-option" after a requirement'],
  ['./lib', 'build a wheel'],
  ['../lib-1.0.tar.gz', "leads out of the app's folder"],
  ['/abs/lib.whl', 'a path of this computer'],
  ['C:\\lib', 'a path of this computer'],
  ['lib.whl', 'named like no package'],
  ['file:lib', 'is no https:// URL'],
  ['https://example.org/a.tar.gz', 'name @ https://example.org/a.tar.gz'],
  ['git+https://example.org/a', 'Version control is not there'],
  ['a @ git+ssh://git@example.org/a', 'Version control is not there'],
  ['a @ https://me:secret@example.org/a.whl', 'A URL with a password'],
  ['a @ file:///a.whl', 'is no https:// URL'],
  ['${HOME}', 'Variables of the environment'],
])('%s is refused, with the reason', (line, why) => {
  const text = `numpy\n  ${line}\n`;
  expect(told(text)).toEqual([`unsupported-requirement ${line}`]);
  expect(parseRequirements(text, { file }).diagnostics[0]?.message).toContain(why);
});

test('reads hashes, URLs, archives of the app, and files that are included', () => {
  const hash = `sha256:${'0'.repeat(64)}`;
  const text = `numpy==2.0 --hash=${hash} \\\n  --hash=${hash}\na @ https://example.org/a-1.whl ; os_name == "posix"\n./w/../b_c-1.0-py3-none-any.whl\n-r more.txt\n--constraint=pins.txt\n--require-hashes\n`;
  const { value, diagnostics } = parseRequirements(text, { file });
  expect(diagnostics).toEqual([]);
  expect(value.requirements).toMatchObject([
    { name: 'numpy', text: 'numpy==2.0', hashes: [hash, hash] },
    { name: 'a', text: 'a @ https://example.org/a-1.whl ; os_name == "posix"' },
    { name: 'b_c', text: './b_c-1.0-py3-none-any.whl', path: 'b_c-1.0-py3-none-any.whl' },
  ]);
  expect(value.includes).toMatchObject([
    { kind: 'requirements', target: 'more.txt' },
    { kind: 'constraints', target: 'pins.txt' },
  ]);
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
  ['numpy; python < "3.13"', 'a marker knows no "python".'],
  ['numpy; python_version "3.13"', 'a comparison such as < is missing'],
  ['numpy; (os_name == "a"', 'a bracket of the marker is not closed.'],
  ['numpy; os_name == "a" os_name == "b"', '"and" or "or" is missing before "os_name".'],
  ['numpy~=2', 'needs two numbers at least, such as ~=2.0.'],
  ['numpy>=2.*', '">=2.*" is no version'],
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
  expect(
    parseRequirements('# see \\\nnumpy\na \\\n# why \\\nb', { file }).value.requirements,
  ).toMatchObject([
    { text: 'numpy', line: 2 },
    { text: 'a', line: 3 },
    { text: 'b', line: 5 },
  ]);
});

test('any text is read without a throw, and each accepted line is one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1=<>,;[]# \\\n\r"-@/.') }), (text) => {
      for (const requirement of parseRequirements(text, { file }).value.requirements)
        expect(requirement.text).toMatch(/^(\.\/)?[A-Za-z0-9][^\r\n\\]*$/);
    }),
  );
});
