import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createTestFolder } from '../test/test-folder.ts';
import { listFiles } from './list-files.ts';
import { Report } from './report.ts';

async function list(
  files: Record<string, string>,
  change?: (app: string) => Promise<unknown>,
): Promise<{ paths: string[]; told: string[]; report: Report }> {
  await using folder = await createTestFolder({ 'outside.txt': 'x', ...prefix(files) });
  const app = path.join(folder.root, 'app');
  await change?.(app);
  const report = new Report();
  const found = await listFiles(app, {
    shown: 'python/app',
    report,
    always: new Set(['need.txt']),
  });
  return {
    report,
    paths: found.map((file) => file.path),
    told: report.take().map(({ code, file }) => `${code} ${file}`),
  };
}

const prefix = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`app/${name}`, text]));

test('lists every file, sorted, and never what no app is made of', async () => {
  const { paths, told } = await list({
    'b.py': '',
    'a/x.py': '',
    'a/__pycache__/x.pyc': '',
    'venv/pyvenv.cfg': '',
    'venv/lib/x.py': '',
    '.git/HEAD': '',
    'node_modules/x.js': '',
    'B.py': '',
    '.hidden': '',
  });
  expect(paths).toEqual(['.hidden', 'B.py', 'a/x.py', 'b.py']);
  expect(told).toEqual([]);
});

test('honours .gitignore at every level, as git does', async () => {
  const { paths } = await list({
    '.gitignore': '*.log\n/data/\n!keep.log\nneed.txt\n',
    'a.log': '',
    'keep.log': '',
    'data/x': '',
    'sub/data/x': '',
    'sub/.gitignore': '*.tmp\n!important.log\n',
    'sub/x.tmp': '',
    'sub/b.log': '',
    'sub/important.log': '',
    'x.tmp': '',
    'X.LOG': '',
    'need.txt': '',
  });
  expect(paths).toEqual([
    '.gitignore',
    'X.LOG',
    'keep.log',
    'need.txt',
    'sub/.gitignore',
    'sub/data/x',
    'sub/important.log',
    'x.tmp',
  ]);
});

test('honours .dockerignore as Docker does', async () => {
  const { paths } = await list({
    '.dockerignore': '*\n!logic.py\n!sub/keep.py\nlogic.pyc\n',
    'logic.py': '',
    'other.py': '',
    'sub/keep.py': '',
    'sub/drop.py': '',
    'need.txt': '',
  });
  expect(paths).toEqual(['logic.py', 'need.txt', 'sub/keep.py']);
});

test('a link within the app counts as what it leads to', async () => {
  const { paths, told } = await list({ 'a/x.py': '' }, async (app) => {
    await symlink('a/x.py', path.join(app, 'file.py'));
    await symlink('a', path.join(app, 'folder'));
  });
  expect(paths).toEqual(['a/x.py', 'file.py', 'folder/x.py']);
  expect(told).toEqual([]);
});

test('a link that leaves the app, leads nowhere or in a circle is told and not followed', async () => {
  const { paths, told } = await list({ 'a/x.py': '' }, async (app) => {
    await symlink('../outside.txt', path.join(app, 'out'));
    await symlink('/etc', path.join(app, 'etc'));
    await symlink('../app-2', path.join(app, 'sibling'));
    await mkdir(`${app}-2`);
    await symlink('nowhere', path.join(app, 'dead'));
    await symlink('self', path.join(app, 'self'));
    await symlink('..', path.join(app, 'a', 'up'));
  });
  expect(paths).toEqual(['a/x.py']);
  expect(told).toEqual([
    'link-cycle python/app/a/up',
    'broken-link python/app/dead',
    'link-leaves-app python/app/etc',
    'link-leaves-app python/app/out',
    'broken-link python/app/self',
    'link-leaves-app python/app/sibling',
  ]);
});

test('an ignored link is nobody’s matter', async () => {
  const { paths, told } = await list({ '.gitignore': 'out\ndir/\n', 'a.py': '' }, async (app) => {
    await symlink('../outside.txt', path.join(app, 'out'));
    await mkdir(path.join(app, 'real'));
    await symlink('real', path.join(app, 'dir'));
  });
  expect(paths).toEqual(['.gitignore', 'a.py']);
  expect(told).toEqual([]);
});

test('what is no file is told and never opened', async () => {
  const server = createServer();
  const { paths, told } = await list({ 'a.py': '' }, async (app) => {
    server.listen(path.join(app, 'socket'));
    await once(server, 'listening');
  });
  server.close();
  expect(paths).toEqual(['a.py']);
  expect(told).toEqual(['not-a-file python/app/socket']);
});

test('an abort ends the walk', async () => {
  await using folder = await createTestFolder({ 'a.py': '' });
  const options = { shown: 'python/app', report: new Report(), signal: AbortSignal.abort() };
  await expect(listFiles(folder.root, options)).rejects.toThrow('aborted');
});
