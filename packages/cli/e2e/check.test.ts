import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Finished, runCeleriac } from './support/run-celeriac.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'celeriac-check-')));
  await write({
    'demo/package.json': '{"name": "@me/demo", "version": "1.0.0"}',
    'demo/python/a/x.py': GOOD,
    'scripts/loose.py': 'é = 1\n' + GOOD.replaceAll('add', 'sum'),
    'scripts/plain.py': 'def f():\n    return "# name: nothing"\n',
    'node/package.json': '{"name": "other"}',
    'node/python/tool.py': 'print(1)\n',
  });
});
afterEach(() => rm(folder, { recursive: true }));

const GOOD = '#name: add\n#input: int x\n#output: int y\ndef add(x):\n    return x\n';
const BAD = GOOD.replace('int x', 'num x');

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const check = (...args: readonly string[]): Promise<Finished> =>
  runCeleriac(['check', ...args], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    cwd: folder,
  });

test('a tree is searched for plugins and files; other plugins and plain Python are let be', async () => {
  const { code, stdout } = await check('.', '--format', 'json');
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as { functions: unknown[] };
  expect(report).toMatchObject({
    checkVersion: 1,
    plugins: [{ name: 'demo', version: '1.0.0', apps: [{ name: 'a' }] }],
    diagnostics: [],
  });
  expect(report.functions).toMatchObject([
    { file: 'demo/python/a/x.py', callName: 'demo:add', plugin: 'demo', app: 'a' },
    { file: 'scripts/loose.py', callName: null, plugin: null, app: null },
  ]);
});

test('a function in JSON has its def, signature and ranges', async () => {
  const { stdout } = await check('scripts/loose.py', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    functions: [
      {
        definition: 'sum',
        signature: { name: 'sum', inputs: [{ name: 'x', type: { name: 'int' } }] },
        ranges: {
          definition: {
            start: { offset: 50, line: 5, column: 5 },
            end: { offset: 53, line: 5, column: 8 },
          },
          header: { start: { offset: 6, line: 2, column: 1 } },
          inputs: [{ name: 'x', line: { start: { line: 3, column: 9 } } }],
        },
      },
    ],
  });
});

test('a file, a plugin and what they share are told once, with places', async () => {
  await write({ 'demo/python/a/x.py': BAD });
  const { code, stdout } = await check('demo', 'demo/python/a/x.py', 'demo/python', '--json');
  expect(code).toBe(1);
  const { functions, diagnostics } = JSON.parse(stdout);
  expect(functions).toMatchObject([{ callName: 'demo:add' }]);
  expect(diagnostics).toMatchObject([
    {
      code: 'unknown-type',
      severity: 'error',
      file: 'demo/python/a/x.py',
      range: {
        start: { offset: 19, line: 2, column: 9 },
        end: { offset: 22, line: 2, column: 12 },
      },
      fix: { edits: [{ newText: 'double', range: { start: { line: 2 } } }] },
    },
  ]);
});

test('a file of a plugin has its call name, though the plugin is not checked', async () => {
  await write({ 'demo/python/b/y.py': BAD.replaceAll('add', 'sub') });
  const { code, stdout } = await check('demo/python/a', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    plugins: [],
    functions: [{ file: 'demo/python/a/x.py', callName: 'demo:add', app: 'a' }],
    diagnostics: [],
  });
  expect((await check('demo/python/a/x.py')).stderr).toContain('demo:add demo/python/a/x.py');
});

test('workflow commands of GitHub are escaped as it documents', async () => {
  await write({ 'a, 100%: b/x.py': BAD });
  const { code, stdout } = await check('a, 100%: b', '--format', 'github');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^::error file=a%2C 100%25%3A b\/x\.py,line=2,endLine=2,col=9,endColumn=12,title=unknown-type::There is no type "num"[^\n]*%0AFix: [^\n]+\n$/,
  );
});

test('people see every file as they would write it, and what was found', async () => {
  await write({ 'scripts/loose.py': BAD });
  const { code, stdout, stderr } = await check('scripts', 'demo');
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('at scripts/loose.py:2:9');
  expect(stderr).toContain('  demo:add demo/python/a/x.py');
  expect(stderr).toContain('✗ 1 error');
  await write({ 'scripts/loose.py': BAD.replace('num x', 'num\u001b[2J x') });
  expect((await check('scripts')).stderr).not.toContain('\u001b');
});

test('a path that is not there, and a format that is none, are wrong usage', async () => {
  expect(await check('nowhere')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nowhere'),
  });
  expect((await check('--format', 'xml')).code).toBe(2);
  await write({ 'empty/x.py': 'x = 1\n' });
  expect((await check('empty')).stderr).toContain('No annotated function');
});
