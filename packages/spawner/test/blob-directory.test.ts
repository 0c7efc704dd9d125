import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { type BlobStore, type ContainerSpec, WORKER_BLOB_DIRECTORY } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createSpawner } from '@celeriac/spawner';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { makeImage } from './make-image.ts';

const services = inject('services');
const there = WORKER_BLOB_DIRECTORY;

describe.skipIf(!services.dockerHost || !services.baseImage)('the blob directory of an app', () => {
  const instance = `t${randomBytes(4).toString('hex')}`;
  const image = `celeriac-test/${instance}:blobs`;
  const mine = { plugin: 'Test', app: 'mine' };
  const theirs = { plugin: 'Test', app: 'theirs' };
  let root: string;
  let engine: Engine;
  let store: BlobStore;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'celeriac-blobs-'));
    engine = await connectEngine({ host: services.dockerHost! });
    store = createBlobStore({ path: root, instance });
    const script = 'eval "$SCRIPT"; sleep 2';
    await makeImage(engine, { tag: image, base: services.baseImage!, script });
  });

  afterAll(async () => {
    const spawner = createSpawner(engine);
    for (const { id } of await spawner.list({ instance })) await spawner.remove(id);
    await spawner.sweep({ instance });
    await engine.images.remove(image, { force: true });
    await engine.close();
    await rm(root, { recursive: true, force: true });
  });

  function toSpec(script: string, blobDirectory: string | undefined): ContainerSpec {
    return {
      name: `celeriac-${instance}-${randomBytes(4).toString('hex')}`,
      owner: { instance, ...mine, version: 1 },
      image,
      env: { SCRIPT: script },
      cpu: 0.5,
      memoryMiB: 64,
      shmSizeMiB: 8,
      storageGiB: 1,
      gpu: 0,
      network: { kind: 'internet', services: [] },
      stopGraceMs: 100,
      ...(blobDirectory !== undefined && { blobDirectory }),
      specHash: 'hash',
    };
  }

  async function run(script: string, blobDirectory: string | undefined): Promise<string[]> {
    const spawner = createSpawner(engine, { networkRange: '10.215.0.0/16' });
    const { id } = await spawner.start(toSpec(script, blobDirectory));
    const lines: string[] = [];
    for await (const { text } of spawner.logs(id, { follow: true })) lines.push(text);
    await spawner.remove(id);
    return lines;
  }

  test('its user reads what it is told of and stores results, and lists and changes nothing', async () => {
    const { directory } = await store.prepare(mine);
    const call = store.openCall(mine, { timeoutMs: 60_000 });
    const { blob } = await call.put(Buffer.from('an input'));
    const slots = await call.allowResults({ count: 1, limitBytes: 1 });
    const folder = `${there}/${slots.call}`;
    const script = `
      cat ${there}/${blob}; echo
      ls ${there} >/dev/null 2>&1 || echo calls-unlisted
      ls ${folder} >/dev/null 2>&1 || echo call-unlisted
      (echo x > ${there}/${blob}) 2>/dev/null || echo input-kept
      rm -f ${there}/${blob} 2>/dev/null || echo input-stays
      touch ${there}/mine 2>/dev/null || echo nothing-beside
      umask 022; printf 'a result' > ${folder}/r0 && echo stored`;
    expect(await run(script, directory)).toEqual([
      'an input',
      'calls-unlisted',
      'call-unlisted',
      'input-kept',
      'input-stays',
      'nothing-beside',
      'stored',
    ]);
    const result = { blob: `${slots.call}/r0`, bytes: 8 };
    using opened = await call.open(result);
    expect(Buffer.from(await opened.bytes()).toString()).toBe('a result');
    expect((await stat(join(directory!, slots.call, 'r0'))).uid).toBe(65532);
    await call.remove({ claimed: true });
    await expect(stat(join(directory!, slots.call))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test("another app's directory is not in it, by whatever way", async () => {
    const { directory } = await store.prepare(mine);
    const other = (await store.prepare(theirs)).directory ?? '';
    await mkdir(join(other, 'call'), { mode: 0o777 });
    await chmod(other, 0o777);
    await writeFile(join(other, 'call/secret'), 'secret');
    const script = `
      cat ${there}/../*theirs*/call/secret ${other}/call/secret 2>/dev/null || echo not-there
      find / -xdev -name secret 2>/dev/null; find ${there} 2>/dev/null | wc -l
      grep -c ' ${there} ' /proc/mounts`;
    expect(await run(script, directory)).toEqual(['not-there', '1', '1']);
    expect(await run(`ls ${there} 2>/dev/null || echo none`, undefined)).toEqual(['none']);
    expect(await readFile(join(other, 'call/secret'), 'utf8')).toBe('secret');
  });

  test('where it is missing, the start says so and leaves no container', async () => {
    const spawner = createSpawner(engine, { networkRange: '10.215.0.0/16' });
    const spec = toSpec('true', join(root, 'never-made'));
    await expect(spawner.start(spec)).rejects.toMatchObject({
      code: 'BLOB_DIRECTORY_MISSING',
      remedy: expect.stringContaining('--blob-url') as string,
    });
    expect(await spawner.list({ instance })).toEqual([]);
  });
});
