import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import {
  connect,
  type ConnectOptions,
  type Functions,
  type ReceivedFile,
} from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;
const PLUGIN = join(import.meta.dirname, 'fixtures/large');
const MIB = 1_048_576;

/** Bytes that are made as they are read; `peakMiB` is what this process needed meanwhile. */
function watched(size: number) {
  const piece = randomBytes(MIB);
  const hash = createHash('sha256');
  const facts = { peakMiB: 0, sha256: '' };
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < size; sent += MIB) {
      const part = piece.subarray(0, Math.min(MIB, size - sent));
      hash.update(part);
      facts.peakMiB = Math.max(facts.peakMiB, process.memoryUsage().rss / MIB);
      yield part;
    }
    facts.sha256 = hash.digest('hex');
  }
  return { source: { name: 'large.bin', size, stream }, facts };
}

/** Runs a program over `functions` in a process of its own, until it has said something. */
async function startClient(options: ConnectOptions, body: string) {
  const script = `
    import { connect } from '@celeriac/functions';
    const functions = await connect(${JSON.stringify(options)});
    ${body}
    setInterval(() => {}, 1000);`;
  const args = ['--conditions=@celeriac/source', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { client: child, said: said.toString() };
}

const stores = [
  ['a directory', true, {}],
  ['S3-compatible storage', services.s3Url !== undefined, { CELERIAC_BLOB_URL: services.s3Url }],
] as const;

describe.each(stores)('large values by %s', (store, isThere, env) => {
  describe.skipIf(!ready || !isThere)('with a real worker', () => {
    let instance: Instance;
    let functions: Functions;

    beforeAll(async () => {
      instance = await createInstance(services);
      Object.assign(instance.env, env);
      await instance.succeed('deploy', PLUGIN);
      functions = await connect(instance);
    });

    afterAll(async () => {
      await functions?.close();
      await instance?.[Symbol.asyncDispose]();
    });

    function connection() {
      const { brokerUrl, stateDirectory } = instance;
      return { brokerUrl, stateDirectory };
    }

    /** Every blob that there is. */
    async function blobs(): Promise<readonly string[]> {
      const directory = Array.fromAsync(glob('blobs/*/*/*', { cwd: instance.stateDirectory }));
      const objects = Array.fromAsync(
        glob('celeriac/*/*/*/*', { cwd: services.s3Directory ?? '/var/empty' }),
      );
      return (await Promise.all([directory, objects])).flat();
    }

    test('how a value travels goes by its size, and a call can tell', async () => {
      for (const [size, kind] of [
        [0, 'body'],
        [1000, 'body'],
        [MIB, 'body'],
        [MIB + 1, 'blob'],
        [5_000_000, 'blob'],
      ] as const) {
        const data = randomBytes(size);
        const handle = await functions.start('large:echo', { data });
        expect(data.equals((await handle.result) as Uint8Array), `${size} bytes`).toBe(true);
        const both = { kind, bytes: size };
        expect(handle.transport).toMatchObject({ arguments: both, results: both });
      }
      await expect.poll(blobs).toEqual([]);
    });

    test('several at once, small and large, in and out', async () => {
      const first = randomBytes(3 * MIB);
      const second = randomBytes(1000);
      const third = new File([randomBytes(2 * MIB)], 'third.csv', { type: 'text/csv' });
      const call = async (): Promise<void> => {
        const answer = await functions.call('large:join', { first, second, third });
        const { joined, named } = answer as { joined: Uint8Array; named: ReceivedFile };
        const all = [first, second, Buffer.from(await third.arrayBuffer())];
        expect(Buffer.concat(all).equals(joined)).toBe(true);
        expect(named).toMatchObject({ name: 'third.csv', mediaType: 'text/csv', size: 2 * MIB });
        expect(all[2]!.equals(await named.bytes())).toBe(true);
      };
      await Promise.all(Array.from({ length: 4 }, call));
      await expect.poll(blobs).toEqual([]);
      expect(functions.stats().blob.calls).toBeGreaterThanOrEqual(4);
    });

    test('a large file streams both ways within bounded memory', async () => {
      const size = 256 * MIB + 7;
      const before = process.memoryUsage().rss / MIB;
      const { source, facts } = watched(size);
      const sent = await functions.call('large:digest', { source });
      expect(sent).toMatchObject({ sha256: facts.sha256, size: BigInt(size) });
      expect(facts.peakMiB - before).toBeLessThan(160);
      expect(Number((sent as { peakKiB: bigint }).peakKiB) / 1024).toBeLessThan(160);

      const answer = await functions.call('large:make', { size: BigInt(size) });
      const { made, peakKiB } = answer as { made: ReceivedFile; peakKiB: bigint };
      await expect.poll(blobs).toEqual([]);
      let got = 0;
      let peakMiB = 0;
      for await (const piece of made.stream()) {
        got += piece.length;
        peakMiB = Math.max(peakMiB, process.memoryUsage().rss / MIB);
      }
      expect(got).toBe(size);
      expect(peakMiB - before).toBeLessThan(160);
      expect(Number(peakKiB) / 1024).toBeLessThan(160);
    });

    test('what a generator yields may be large, so often as its store bears', async () => {
      const handle = await functions.start('large:pieces', { count: 16, size: 2 * MIB });
      let seen = 0;
      for await (const piece of handle.partials()) {
        expect(Buffer.alloc(2 * MIB, seen).equals(piece as Uint8Array)).toBe(true);
        seen += 1;
      }
      expect(seen).toBe(16);
      expect(await handle.result).toBeNull();
      await expect.poll(blobs).toEqual([]);
      const tooMany = await functions.start('large:pieces', { count: 17, size: 2 * MIB });
      if (store === 'a directory') expect(await tooMany.result).toBeNull();
      else
        await expect(tooMany.result).rejects.toMatchObject({
          code: 'INVALID_RESULT',
          message: expect.stringContaining('maxLargeResults') as string,
        });
      await expect.poll(blobs).toEqual([]);
    });

    test('a call that fails, is cancelled, times out or is left behind leaves nothing', async () => {
      const data = randomBytes(2 * MIB);
      await expect(functions.call('large:fail', { data })).rejects.toThrow('it fails');
      const handle = await functions.start('large:wait', { data });
      await expect.poll(() => handle.state).toBe('started');
      handle.cancel();
      await expect(handle.result).rejects.toMatchObject({ code: 'CANCELLED' });
      const late = functions.call('large:wait', { data, seconds: 5 }, { timeoutMs: 1500 });
      await expect(late).rejects.toMatchObject({ code: 'TIMED_OUT' });
      await expect.poll(blobs).toEqual([]);
    });

    test('what a client that was killed left is swept by the controller', async () => {
      const { client } = await startClient(
        connection(),
        `await functions.start('large:wait', { data: Buffer.alloc(${2 * MIB}), seconds: 25 });
        process.stdout.write('sent');`,
      );
      expect(await blobs()).toHaveLength(1);
      client.kill('SIGKILL');
      await expect.poll(blobs, { timeout: 90_000, interval: 500 }).toEqual([]);
    });

    test('a client that was killed finds its large result when it is there again', async () => {
      const named = { ...connection(), clientName: `large-${randomBytes(4).toString('hex')}` };
      const data = `Buffer.alloc(${2 * MIB}, 'x')`;
      const { client, said: id } = await startClient(
        named,
        `const onStarted = () => process.stdout.write(handle.id);
        const options = { timeoutMs: 60_000, onStarted };
        const handle = await functions.start('large:wait', { data: ${data}, seconds: 4 }, options);`,
      );
      client.kill('SIGKILL');
      await once(client, 'exit');
      await using again = await connect(named);
      const handle = await again.attach('large:wait', id, { timeoutMs: 60_000 });
      const result = (await handle.result) as Uint8Array;
      expect(Buffer.alloc(2 * MIB, 'x').equals(result)).toBe(true);
      expect(handle.transport.results).toEqual({ kind: 'blob', bytes: 2 * MIB });
      await expect.poll(blobs).toEqual([]);
    });

    test('taking the plugin down leaves none, whatever is under way', async () => {
      const data = randomBytes(2 * MIB);
      const left = await functions.start('large:wait', { data, seconds: 10 });
      left.result.catch(() => undefined);
      await expect.poll(() => left.state).toBe('started');
      expect(await blobs()).toHaveLength(1);
      await instance.succeed('down', 'large', '--purge');
      expect(await blobs()).toEqual([]);
    });
  });
});
