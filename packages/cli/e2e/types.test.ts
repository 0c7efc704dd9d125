import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogStore } from '@celeriac/catalog';
import { openStateDirectory } from '@celeriac/state';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Finished, runCeleriac } from './support/run-celeriac.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-types-'));
});
afterEach(() => rm(folder, { recursive: true }));

const demo = join(import.meta.dirname, '../examples/demo');

const types = (...args: readonly string[]): Promise<Finished> => {
  const state = join(folder, 'state');
  const env = { PATH: process.env['PATH'], NO_COLOR: '1', CELERIAC_STATE_DIR: state };
  return runCeleriac(['types', ...args], { env, cwd: folder });
};

test('declarations of a plugin folder are data, or a file that is left alone when it is right', async () => {
  const { code, stdout, stderr } = await types(demo);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`rounding?: 'nearest' | 'down' | undefined;`);
  const file = join(folder, 'src/functions.d.ts');
  expect((await types(demo, '--out', file)).stderr).toContain('functions.d.ts: 9 functions');
  expect(await readFile(file, 'utf8')).toBe(stdout);
  const { mtimeMs } = await stat(file);
  expect((await types(demo, '-o', file)).stderr).toContain('nothing changed');
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
});

test('without a folder it is what is deployed', async () => {
  const nothing = await types();
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain('Nothing is deployed');
  const store = createCatalogStore(await openStateDirectory(join(folder, 'state')));
  const app = { name: 'a', contract: '0', queue: 'q', user: 'u', limits: {} };
  const functions = [{ name: 'twice', inputs: [], outputs: [] }];
  const entry = { version: '1.0.0', controlUser: 'c', apps: [{ ...app, functions }] };
  await store.write({ ...entry, plugin: 'Here', state: 'deployed' });
  await store.write({ ...entry, plugin: 'Gone', state: 'stopped' });
  const { code, stdout } = await types();
  expect(code).toBe(0);
  expect(stdout).toContain(`'Here:twice': {`);
  expect(stdout).not.toContain('Gone');
});

test('a folder with errors writes nothing', async () => {
  const file = join(folder, 'functions.d.ts');
  await writeFile(file, 'mine');
  const { code, stderr } = await types(folder, '--out', file);
  expect(code).toBe(1);
  expect(stderr).toContain('nothing was written');
  expect(await readFile(file, 'utf8')).toBe('mine');
});
