import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { BlobClaim, BlobSlots, BlobStore, OpenBlob } from '@celeriac/deployment';
import { expect, onTestFinished, test } from 'vitest';

/** A store under test, and what a worker of an app can do with what a message brings it. */
export interface BlobWorld {
  readonly store: BlobStore;
  /** Reads an input as a worker does. */
  readInput(claim: BlobClaim): Promise<Buffer>;
  /** Stores result `index` as a worker does; resolves to its key. */
  storeResult(slots: BlobSlots, index: number, content: Uint8Array): Promise<string>;
  /** Every key there is, `<app>/<call>/<name>`. */
  list(): Promise<readonly string[]>;
  /** Program text that makes the same store as `store`. */
  readonly script: string;
}

export const app = { plugin: 'Demo', app: 'my_math' };
export const other = { plugin: 'Demo', app: 'other' };
const hour = { timeoutMs: 3_600_000 };
const mib = 1_048_576;

/** What every blob store does, whatever it is made of. */
export function testBlobStore(getWorld: () => BlobWorld): void {
  test('what is put is what a worker reads, from bytes and from a stream', async () => {
    const { store, readInput } = getWorld();
    const call = store.openCall(app, hour);
    const bytes = randomBytes(3 * mib + 1);
    const claims = await Promise.all([
      call.put(bytes),
      call.put(new Blob([bytes])),
      call.put(new Uint8Array()),
    ]);
    expect(claims.map((claim) => claim.bytes)).toEqual([bytes.length, bytes.length, 0]);
    expect(new Set(claims.map((claim) => claim.blob)).size).toBe(3);
    const [first, second, third] = await Promise.all(claims.map(readInput));
    expect([first!.equals(bytes), second!.equals(bytes), third!.length]).toEqual([true, true, 0]);
    await call.remove({ claimed: true });
  });

  test('what a worker stores is read, or opened and read after it is removed', async () => {
    const { store, storeResult, list } = getWorld();
    const call = store.openCall(app, hour);
    const slots = await call.allowResults({ count: 2, limitBytes: 1000 });
    expect(slots.limitBytes).toBe(1000);
    const content = randomBytes(2 * mib + 5);
    const blob = await storeResult(slots, 0, content);
    const claim = { blob, bytes: content.length };
    using opened = await call.open(claim);
    expect(content.equals(await opened.bytes())).toBe(true);
    await call.remove({ claimed: true });
    expect(await list()).toEqual([]);
    expect(opened.size).toBe(content.length);
    for (let time = 0; time < 2; time += 1)
      expect(content.equals(await readAll(opened))).toBe(true);
  });

  test('a call that is over leaves nothing, also of results that nobody claimed', async () => {
    const { store, storeResult, list } = getWorld();
    const call = store.openCall(app, hour);
    await call.put(randomBytes(10));
    const slots = await call.allowResults({ count: 3, limitBytes: 1 });
    await storeResult(slots, 2, randomBytes(10));
    expect(await list()).toHaveLength(2);
    await call.remove({ claimed: false });
    expect(await list()).toEqual([]);
    await call.remove({ claimed: false });
  });

  test('only blobs of the call itself are read, and only as they were told', async () => {
    const { store, storeResult } = getWorld();
    const call = store.openCall(app, hour);
    const mine = store.openCall(app, hour);
    const theirs = await storeResult(
      await call.allowResults({ count: 1, limitBytes: 1 }),
      0,
      randomBytes(9),
    );
    const slots = await mine.allowResults({ count: 1, limitBytes: 1 });
    const own = await storeResult(slots, 0, randomBytes(9));
    const bad = { code: 'BAD_CLAIM' };
    await expect(mine.open({ blob: theirs, bytes: 9 })).rejects.toMatchObject(bad);
    for (const blob of ['../x', `${slots.call}/../../x`, `${slots.call}/a/b`, '/etc/passwd', ''])
      await expect(mine.open({ blob, bytes: 9 }), blob).rejects.toMatchObject(bad);
    for (const bytes of [8, 10, -1, 1.5, NaN])
      await expect(mine.open({ blob: own, bytes }), String(bytes)).rejects.toMatchObject(bad);
    await expect(mine.open({ blob: `${slots.call}/r9`, bytes: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await Promise.all([call, mine].map((each) => each.remove({ claimed: false })));
  });

  test('content that is not of its size is refused', async () => {
    const { store } = getWorld();
    const call = store.openCall(app, hour);
    const stream = (): AsyncIterable<Uint8Array> => new Blob([randomBytes(100)]).stream();
    for (const size of [99, 101])
      await expect(call.put({ size, stream })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await call.remove({ claimed: false });
  });

  test('an abort ends what is under way', async () => {
    const { store } = getWorld();
    const call = store.openCall(app, hour);
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; ; piece += 1) {
        if (piece === 3) stop.abort(new Error('enough'));
        yield randomBytes(1000);
      }
    }
    const content = { size: 1e12, stream: () => endless() };
    await expect(call.put(content, { signal: stop.signal })).rejects.toThrow('enough');
    await call.remove({ claimed: false });
  });

  test('200 MB stream in and out within bounded memory', { timeout: 120_000 }, async () => {
    const { store, storeResult } = getWorld();
    const call = store.openCall(app, hour);
    const size = 200 * mib;
    const piece = randomBytes(mib);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < size; sent += mib) yield piece;
    }
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    await call.put({ size, stream: () => pieces() });
    const slots = await call.allowResults({ count: 1, limitBytes: 1 });
    const small = piece.subarray(0, 1000);
    using opened = await call.open({ blob: await storeResult(slots, 0, small), bytes: 1000 });
    expect((await readAll(opened)).equals(small)).toBe(true);
    clearInterval(watch);
    expect((most - before) / mib).toBeLessThan(100);
    await call.remove({ claimed: true });
  });

  test('a sweep takes what ended processes and calls left, and nothing else', async () => {
    const { store, script, list } = getWorld();
    const alive = store.openCall(app, hour);
    await alive.put(randomBytes(5));
    const over = store.openCall(other, { timeoutMs: -120_000 });
    await over.put(randomBytes(5));
    const put = `await store.openCall(${JSON.stringify(app)}, { timeoutMs: 3600000 }).put(new Uint8Array(7));`;
    const client = spawn(process.execPath, [
      ...['--conditions', '@celeriac/source', '--input-type=module', '--eval'],
      `${script}; ${put} process.stdout.write('ready'); setInterval(() => {}, 1000);`,
    ]);
    onTestFinished(() => void client.kill('SIGKILL'));
    let said = '';
    client.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await Promise.race([once(client.stdout, 'data'), once(client, 'exit')]);
    expect(await list(), said).toHaveLength(3);
    expect(await store.sweep()).toBe(1);
    expect(await list()).toHaveLength(2);
    const ended = once(client, 'exit');
    client.kill('SIGKILL');
    await ended;
    expect(await store.sweep()).toBe(1);
    expect(await list()).toHaveLength(1);
    await alive.remove({ claimed: true });
    expect(await list()).toEqual([]);
  });

  test('a call of another process is attached to, and removed when its results are open', async () => {
    const { store, storeResult, list } = getWorld();
    const call = store.openCall(app, { ...hour, outlivesProcess: true });
    await call.put(randomBytes(5));
    const content = randomBytes(2000);
    const slots = await call.allowResults({ count: 1, limitBytes: 1 });
    const claim = { blob: await storeResult(slots, 0, content), bytes: content.length };
    const attached = store.attachCall(app);
    for (const blob of ['x/r0', '../x/r0', `${slots.call}/../r0`])
      await expect(attached.open({ ...claim, blob })).rejects.toMatchObject({ code: 'BAD_CLAIM' });
    using opened = await attached.open(claim);
    expect(content.equals(await opened.bytes())).toBe(true);
    await attached.remove({ claimed: true });
    expect(await list()).toEqual([]);
  });

  test('removing an app, a plugin or all removes theirs alone', async () => {
    const { store, list } = getWorld();
    const elsewhere = { plugin: 'Demo2', app: 'my_math' };
    await store.prepare(elsewhere);
    for (const of of [app, other, elsewhere]) await store.openCall(of, hour).put(randomBytes(5));
    expect(await store.remove(other)).toBe(1);
    expect(await store.remove({ plugin: 'demo' })).toBe(1);
    expect((await list()).map((key) => key.split('/')[0])).toEqual(['demo2.my-math']);
    expect(await store.remove({})).toBe(1);
    expect(await list()).toEqual([]);
    expect(await store.remove({ plugin: 'never-there' })).toBe(0);
  });
}

async function readAll(blob: OpenBlob): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(blob.stream()));
}
