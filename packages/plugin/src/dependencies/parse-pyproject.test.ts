import { expect, test } from 'vitest';
import { Report } from '../report.ts';
import { parsePyproject } from './parse-pyproject.ts';
import { parseScriptBlock } from './parse-script-block.ts';
import { parseUvLock } from './parse-uv-lock.ts';

function read(text: string) {
  const report = new Report();
  const value = parsePyproject(text, {
    file: 'app/pyproject.toml',
    path: 'pyproject.toml',
    report,
  });
  const told = report.take().map(({ code, span }) => [code, text.slice(span?.start, span?.end)]);
  return { value, told };
}

const PROJECT = `[project]
name = "x"
requires-python = ">=3.11"
dependencies = [
  "numpy>=2", # fast
  'pandas[excel] ; python_version < "3.14"',
]
`;

test('a project has its dependencies, with their lines, and its Python', () => {
  const { value, told } = read(PROJECT);
  expect(told).toEqual([]);
  expect(value).toMatchObject({
    requiresPython: '>=3.11',
    requirements: [
      { name: 'numpy', text: 'numpy>=2', line: 5, file: 'pyproject.toml' },
      { name: 'pandas', line: 6 },
    ],
  });
});

test('settings of tools are no project', () => {
  expect(read('[tool.ruff]\nline-length = 100\n')).toEqual({ value: undefined, told: [] });
});

test.each([
  ['[project]\ndependencies = "numpy"', 'wrong-type', ''],
  ['[project]\ndependencies = ["numpy=2"]', 'invalid-requirement', 'numpy=2'],
  ['[project]\ndependencies = ["-e ."]', 'invalid-requirement', '-e .'],
  ['[project]\ndynamic = ["dependencies"]', 'unsupported-dependency-file', 'dynamic'],
  ['[tool.poetry.dependencies]\nnumpy = "2"', 'unsupported-dependency-file', '[tool.poetry'],
  [
    '[project]\n[tool.uv.sources]\na = {path="."}',
    'unsupported-dependency-file',
    'tool.uv.sources',
  ],
  ['[project]\n[[tool.uv.index]]\nurl = "a"', 'unsupported-dependency-file', 'tool.uv'],
  ['[project]\nrequires-python = "3.11"', 'invalid-requirement', 'requires-python'],
  ['[project\n', 'invalid-toml', ''],
])('%j is told at its place', (text, code, at) => {
  const { told } = read(text);
  expect(told).toHaveLength(1);
  expect(told[0]?.[0]).toBe(code);
  expect(told[0]?.[1]).toContain(at);
});

test('uv.lock holds versions to what it says, per platform where it has several', () => {
  const report = new Report();
  const text = `version = 1
[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.12'"]
[[package]]
name = "numpy"
version = "2.3.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version >= '3.12'", "os_name == 'nt'"]
[[package]]
name = "x"
version = "0.1.0"
source = { virtual = "." }
`;
  const requirements = read(PROJECT).value?.requirements ?? [];
  const pins = parseUvLock(text, { file: 'app/uv.lock', requirements, report });
  expect(pins.map((pin) => pin.text)).toEqual([
    "numpy==2.1.0 ; (python_full_version < '3.12')",
    "numpy==2.3.0 ; (python_full_version >= '3.12') or (os_name == 'nt')",
  ]);
  expect(report.take()).toMatchObject([
    { code: 'outdated-lock', severity: 'warning', message: expect.stringContaining('"pandas"') },
  ]);
});

test.each([
  ['# /// script\n# dependencies = ["numpy>=2"]\n# ///\n', 'numpy>=2', undefined],
  [
    '# /// script\r\n# dependencies = [\r\n#   "numpy>=2",\r\n# ]\r\n# ///\r\n',
    'numpy>=2',
    undefined,
  ],
  ['# /// script\n# dependencies = ["a=2"]\n# ///\n', undefined, 'invalid-requirement'],
  ['# /// script\n# dependencies = 2 2\n# ///\n', undefined, 'invalid-toml'],
  ['# /// script\n# dependencies = []\nx = 1\n', undefined, 'invalid-script-block'],
  ['# /// script\n# ///\n# /// script\n# ///\n', undefined, 'invalid-script-block'],
])('%j is a script block, or told why not', (block, requirement, problem) => {
  const report = new Report();
  const text = `import os\n${block}def f(): pass\n`;
  const found = parseScriptBlock({ path: 'a.py', text }, { file: 'app/a.py', report });
  const [first] = found.requirements;
  expect(first?.text).toBe(requirement);
  expect(text.slice(first?.span.start ?? 0, first?.span.end ?? 0)).toBe(requirement ?? '');
  expect(report.take()[0]?.code).toBe(problem);
});
