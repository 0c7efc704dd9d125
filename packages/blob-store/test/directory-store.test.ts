import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { glob, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { app, type BlobWorld, other, testBlobStore } from './conformance.ts';

let root: string;
let world: BlobWorld;
let directory: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'celeriac-blobs-'));
  const state = { path: root, instance: 'test00' };
  const store = createBlobStore(state);
  await store.prepare(other);
  directory = (await store.prepare(app)).directory ?? '';
  world = {
    store,
    readInput: ({ blob, url }) => {
      expect(url).toBeUndefined();
      return readFile(join(directory, blob));
    },
    async storeResult({ call, urls }, index, content) {
      expect(urls).toBeUndefined();
      await writeFile(join(directory, call, `r${index}`), content);
      return `${call}/r${index}`;
    },
    list: async () => (await Array.fromAsync(glob('*/*/*', { cwd: join(root, 'blobs') }))).sort(),
    script: `import { createBlobStore } from '@celeriac/blob-store';
      const store = createBlobStore(${JSON.stringify(state)});`,
  };
});

afterEach(() => rm(root, { recursive: true, force: true }));

testBlobStore(() => world);

test('no other user of this machine gets in, the user of a container does', async () => {
  const umask = process.umask(0o077);
  try {
    const call = world.store.openCall(app, { timeoutMs: 1000 });
    const { blob } = await call.put(randomBytes(3));
    const mode = async (path: string): Promise<string> =>
      ((await stat(path)).mode & 0o7777).toString(8);
    expect(await mode(join(directory, '..'))).toBe('700');
    expect(await mode(directory)).toBe('711');
    expect(await mode(join(directory, blob, '..'))).toBe('1733');
    expect(await mode(join(directory, blob))).toBe('644');
  } finally {
    process.umask(umask);
  }
});

test('what is no file is not read, whatever its size', async () => {
  const call = world.store.openCall(app, { timeoutMs: 1000 });
  const { call: name } = await call.allowResults({ count: 0, limitBytes: 1 });
  const secret = join(root, 'secret');
  await writeFile(secret, '12345');
  await symlink(secret, join(directory, name, 'link'));
  await mkdir(join(directory, name, 'folder'));
  execFileSync('mkfifo', [join(directory, name, 'pipe')]);
  for (const made of ['link', 'folder', 'pipe'])
    await expect(call.open({ blob: `${name}/${made}`, bytes: 5 }), made).rejects.toMatchObject({
      code: 'BAD_CLAIM',
    });
});

test('an app that was deployed without it has no directory, and the call says so', async () => {
  const call = world.store.openCall({ plugin: 'Old', app: 'app' }, { timeoutMs: 1000 });
  const none = { code: 'NOT_PREPARED', remedy: 'Deploy the plugin again.' };
  await expect(call.put(randomBytes(3))).rejects.toMatchObject(none);
  await expect(call.allowResults({ count: 1, limitBytes: 1 })).rejects.toMatchObject(none);
  await call.remove({ claimed: false });
});

test('once all is removed the folder itself is gone', async () => {
  await world.store.remove({});
  await expect(stat(join(root, 'blobs'))).rejects.toMatchObject({ code: 'ENOENT' });
});
