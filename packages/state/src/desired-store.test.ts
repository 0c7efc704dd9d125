import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { DesiredPlugin } from '@celeriac/deployment';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDesiredStore } from './desired-store.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';

let folder: string;
let state: StateDirectory;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-desired-'));
  state = await openStateDirectory(join(folder, 'state'));
});
afterEach(() => rm(folder, { recursive: true }));

const plugin = (root: string): DesiredPlugin => ({
  ...{ plugin: 'Demo', version: '1.0.0', root, controlUser: 'admin' },
  ...{ release: 1, deployedAt: '2026-01-01T00:00:00Z', apps: [], history: [] },
});

/** Writes one state after the other, each of one letter many times, and tells of its first. */
const WRITER = `
  const { openStateDirectory } = await import(process.argv[1] + '/state-directory.ts');
  const { createDesiredStore } = await import(process.argv[1] + '/desired-store.ts');
  const store = createDesiredStore(await openStateDirectory(process.argv[2]));
  for (let turn = 0; ; turn++) {
    const root = String.fromCharCode(97 + (turn % 26)).repeat(300_000);
    await store.write({ plugin: 'Demo', root, apps: [], history: [] });
    if (turn === 0) process.stdout.write('!');
  }
`;

test('whoever is killed while it writes leaves the state before or after, whole', async () => {
  const sources = pathToFileURL(import.meta.dirname).href;
  const flags = ['--conditions=@celeriac/source', '--input-type=module'];
  for (let kill = 0; kill < 6; kill++) {
    const writer = spawn(process.execPath, [...flags, '-e', WRITER, sources, state.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    await once(writer.stdout, 'data');
    await sleep(kill * 3);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const [found] = await createDesiredStore(state).list();
    expect(found?.root).toMatch(/^([a-z])\1{299999}$/);
  }
  await createDesiredStore(state).write(plugin('/after'));
  expect((await createDesiredStore(state).read('Demo'))?.root).toBe('/after');
});

test.each([
  ['cut off', '{"plugin": "Demo", "apps": ['],
  ['emptied', ''],
  ['zeroed', '\0\0\0\0'],
  ['of another kind', '[1, 2]'],
  ['no object', 'null'],
])('a file that is %s is named with what to do, and counts not as nothing', async (_, text) => {
  const store = createDesiredStore(state);
  await store.write(plugin('/before'));
  const path = state.resolve('desired/demo.json');
  await writeFile(path, text);
  const error = { code: 'UNREADABLE', path, remedy: expect.stringContaining('deploy again') };
  await expect(store.list()).rejects.toMatchObject(error);
  await expect(store.read('Demo')).rejects.toMatchObject(error);
});

test('an instance whose id is lost is not given another', async () => {
  await writeFile(state.resolve('instance.json'), '{}');
  await expect(openStateDirectory(state.path)).rejects.toMatchObject({
    code: 'UNREADABLE',
    remedy: expect.stringContaining('celeriac-<id>-'),
  });
});
