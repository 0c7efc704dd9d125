import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogEntry } from '@celeriac/deployment';
import { openStateDirectory, type StateDirectory } from '@celeriac/state';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCatalog } from './catalog.ts';
import { createCatalogStore } from './catalog-store.ts';

let state: StateDirectory;
beforeEach(async () => {
  state = await openStateDirectory(await mkdtemp(join(tmpdir(), 'celeriac-catalog-')));
});
afterEach(() => rm(state.path, { recursive: true }));

const add = { name: 'add', aliases: ['addition', 'mul'], inputs: [], outputs: [] };
const mul = { name: 'mul', inputs: [], outputs: [] };
const entry: CatalogEntry = {
  plugin: 'Demo',
  version: '1.0.0',
  state: 'deployed',
  controlUser: 'admin',
  apps: [
    { name: 'calc', contract: 'c1', queue: 'q1', user: 'u1', functions: [add], limits: {} },
    { name: 'more', contract: 'c2', queue: 'q2', user: 'u2', functions: [mul], limits: {} },
  ],
};

test('finds a function by name or alias, whatever the case; a name wins over an alias', async () => {
  await createCatalogStore(state).write(entry);
  const catalog = createCatalog(state);
  const found = await catalog.find('demo:ADD');
  expect(found).toMatchObject({ plugin: 'Demo', signature: add, trustedUsers: ['u1', 'admin'] });
  expect((await catalog.find('Demo:addition')).signature).toEqual(add);
  expect((await catalog.find('Demo:mul')).app.queue).toBe('q2');
});

test('sees a replaced entry at once', async () => {
  const store = createCatalogStore(state);
  const catalog = createCatalog(state);
  await store.write(entry);
  expect((await catalog.find('Demo:add')).app.contract).toBe('c1');
  const apps = entry.apps.map((app) => ({ ...app, contract: 'd9' }));
  await store.write({ ...entry, apps });
  expect((await catalog.find('Demo:add')).app.contract).toBe('d9');
  await store.write({ ...entry, state: 'stopped' });
  await expect(catalog.find('Demo:add')).rejects.toMatchObject({ code: 'APP_STOPPED' });
  await store.remove('Demo');
  await expect(catalog.find('Demo:add')).rejects.toMatchObject({ code: 'UNKNOWN_PLUGIN' });
});

test('finds what was called before it was replaced or taken down, until it is removed', async () => {
  const store = createCatalogStore(state);
  const catalog = createCatalog(state);
  const call = { callName: 'Demo:add', contract: 'c1' };
  const old = { app: { queue: 'q1' }, signature: add, trustedUsers: ['u1', 'admin'] };
  await store.write(entry);
  expect(await catalog.findCalled(call)).toMatchObject(old);
  await store.write({ ...entry, state: 'stopped' });
  expect(await catalog.findCalled(call)).toMatchObject(old);

  for (let n = 0; n < 60; n++) {
    const apps = entry.apps.map((app) => ({ ...app, contract: `d${n}`, functions: [mul] }));
    await store.write({ ...entry, controlUser: 'other', apps });
    if (n > 20) continue;
    const trustedUsers = ['u1', 'admin', 'other'];
    expect(await catalog.findCalled(call)).toMatchObject({ ...old, trustedUsers });
  }
  // What somebody changes with every save does not fill the disk.
  expect(await catalog.findCalled(call)).toBeUndefined();
  const late = { callName: 'demo:MUL', contract: 'd50' };
  expect(await catalog.findCalled(late)).toMatchObject({ plugin: 'Demo', signature: mul });
  await store.remove('Demo');
  expect(await catalog.findCalled(late)).toBeUndefined();
  for (const callName of ['', ':', '日本:add', 'no-name', `${'x'.repeat(99)}:f`])
    expect(await catalog.findCalled({ callName, contract: 'c1' })).toBeUndefined();
});

test.each([
  ['Demo:ad', 'UNKNOWN_FUNCTION', 'Did you mean "Demo:add"?'],
  ['Demo:nothing_like_it', 'UNKNOWN_FUNCTION', 'there are add, mul'],
  ['Dmo:add', 'UNKNOWN_PLUGIN', 'Did you mean "Demo"?'],
  ['日本:add', 'UNKNOWN_PLUGIN', 'there is Demo'],
  ['add', 'BAD_CALL_NAME', 'write Plugin:function'],
])('%s is refused with %s', async (callName, code, message) => {
  await createCatalogStore(state).write(entry);
  await expect(createCatalog(state).find(callName)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});
