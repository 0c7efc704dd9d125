import { randomBytes } from 'node:crypto';
import { glob, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { app, type BlobWorld, testBlobStore } from './conformance.ts';

const { s3Url = '', s3Directory = '' } = inject('services');
const state = { path: '/nowhere', instance: 'test00' };

describe.skipIf(!s3Url)('S3-compatible storage', () => {
  let world: BlobWorld;

  beforeAll(async () => {
    // Other things in the bucket are not ours to count or remove.
    await writeFile(join(s3Directory, 'thesis.txt'), 'mine');
    const options = { blobUrl: `${s3Url}/some/prefix`, workerBlobUrl: s3Url };
    const cwd = join(s3Directory, 'some/prefix/celeriac/test00');
    world = {
      store: createBlobStore(state, options),
      readInput: async ({ url }) => Buffer.from(await (await fetched(url)).arrayBuffer()),
      async storeResult({ call, urls }, index, content) {
        await fetched(urls?.[index], { method: 'PUT', body: Buffer.from(content) });
        return `${call}/r${index}`;
      },
      list: async () => (await Array.fromAsync(glob('*/*/*', { cwd }))).sort(),
      script: `import { createBlobStore } from '@celeriac/blob-store';
        const store = createBlobStore(${JSON.stringify(state)}, ${JSON.stringify(options)});`,
    };
  });

  testBlobStore(() => world);

  test('nothing is mounted, and a store that cannot be used is found before anything starts', async () => {
    expect(await world.store.prepare(app)).toMatchObject({
      directory: undefined,
      service: { port: Number(new URL(s3Url).port) },
    });
    const prepare = (change: (url: URL) => void): Promise<unknown> => {
      const url = new URL(s3Url);
      change(url);
      return createBlobStore(state, { blobUrl: url.href }).prepare(app);
    };
    const refused = { code: 'ACCESS_REFUSED' };
    await expect(prepare((url) => (url.password = 'wrong'))).rejects.toMatchObject(refused);
    await expect(prepare((url) => (url.pathname = '/no-such'))).rejects.toMatchObject(refused);
    await expect(prepare((url) => (url.port = '1'))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      retryable: true,
    });
  });

  test('an address lets a worker do one thing with one object, and holds no secret', async () => {
    const call = world.store.openCall(app, { timeoutMs: 60_000 });
    const { url = '' } = await call.put(randomBytes(5));
    const { urls = [] } = await call.allowResults({ count: 1, limitBytes: 1 });
    expect(url + urls[0]).not.toContain(new URL(s3Url).password);
    const status = async (address: string, method = 'GET'): Promise<number> =>
      (await fetch(address, { method, ...(method === 'PUT' && { body: 'x' }) })).status;
    expect(await status(url)).toBe(200);
    expect(await status(url, 'PUT')).toBe(403);
    expect(await status(url, 'DELETE')).toBe(403);
    expect(await status(urls[0]!.replace('/r0', '/r1'), 'PUT')).toBe(403);
    expect(await status(url.split('?')[0]!)).toBe(403);
    await call.remove({ claimed: true });
  });

  test('more objects than one page lists are all removed', { timeout: 120_000 }, async () => {
    const store = createBlobStore({ ...state, instance: 'many00' }, { blobUrl: s3Url });
    const call = store.openCall(app, { timeoutMs: 60_000 });
    for (let made = 0; made < 1040; made += 40)
      await Promise.all(Array.from({ length: 40 }, () => call.put(new Uint8Array(1))));
    expect(await store.remove({})).toBe(1);
    const left = glob('celeriac/many00/*/*/*', { cwd: s3Directory });
    expect(await Array.fromAsync(left)).toEqual([]);
  });
});

async function fetched(url: string | undefined, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url ?? '', init);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer;
}
