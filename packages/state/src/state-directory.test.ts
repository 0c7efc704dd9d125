import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requireSettings, writeSettings } from './instance-settings.ts';
import { removeStateDirectory } from './own-files.ts';
import {
  defaultStateDirectory,
  findStateDirectory,
  openStateDirectory,
} from './state-directory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an instance keeps its id, and looking for one makes nothing', async () => {
  const path = join(folder, 'state');
  expect(await findStateDirectory(path)).toBeUndefined();
  const first = await openStateDirectory(path);
  expect(first.instance).toMatch(/^[a-z0-9]{6}$/);
  expect((await openStateDirectory(path)).instance).toBe(first.instance);
  expect((await findStateDirectory(path))?.instance).toBe(first.instance);
  await removeStateDirectory(first);
  expect(await readdir(folder)).toEqual([]);
});

test('removing takes what is ours and leaves what is not', async () => {
  const state = await openStateDirectory(join(folder, 'mixed'));
  await state.writeJson('desired/demo.json', {});
  await writeFile(state.resolve('settings.json.123'), 'left by a killed write');
  await writeFile(state.resolve('thesis.txt'), 'mine');
  await removeStateDirectory(state);
  expect(await readdir(state.path)).toEqual(['thesis.txt']);
  await expect(openStateDirectory(state.path)).rejects.toMatchObject({
    code: 'NOT_A_STATE_DIRECTORY',
    message: expect.stringContaining('thesis.txt'),
  });
});

test('of several that come first at once, all have the same instance', async () => {
  const path = join(folder, 'race');
  const opened = await Promise.all(Array.from({ length: 20 }, () => openStateDirectory(path)));
  expect(new Set(opened.map(({ instance }) => instance)).size).toBe(1);
  expect(await readdir(path)).toEqual(['instance.json']);
});

test('a relative path is one place, wherever one goes', async () => {
  const state = await openStateDirectory(join(relative(process.cwd(), folder), 'near'));
  expect(state.path).toBe(join(folder, 'near'));
});

test('files are for their owner only, and a broken one is named', async () => {
  const state = await openStateDirectory(folder);
  const settings = {
    brokerUrl: 'amqp://a',
    workerBrokerUrl: 'amqp://b',
    managementUrl: 'http://c',
  };
  await expect(requireSettings(state)).rejects.toMatchObject({ code: 'NO_SETTINGS' });
  await writeSettings(state, settings);
  expect(await requireSettings(state)).toEqual(settings);
  expect((await stat(state.resolve('settings.json'))).mode & 0o077).toBe(0);
  await writeFile(state.resolve('settings.json'), '{');
  await expect(requireSettings(state)).rejects.toMatchObject({
    code: 'UNREADABLE',
    path: state.resolve('settings.json'),
  });
});

test.each(['/proc/celeriac', '/dev/null/celeriac'])(
  '%s cannot be made, and is named',
  async (path) => {
    await expect(openStateDirectory(path)).rejects.toMatchObject({ code: 'UNWRITABLE', path });
  },
);

test('the place follows the environment', () => {
  expect(defaultStateDirectory({ CELERIAC_STATE_DIR: '/s' })).toBe('/s');
  expect(defaultStateDirectory({ XDG_STATE_HOME: '/x' })).toBe('/x/celeriac');
  expect(defaultStateDirectory({})).toMatch(/\.local\/state\/celeriac$/);
});
