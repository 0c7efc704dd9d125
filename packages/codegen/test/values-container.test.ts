import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPlugin } from '@celeriac/plugin';
import type { JsonValue } from '@celeriac/signature';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWorkerBench, type WorkerBench } from './support/worker-bench.ts';

const services = inject('services');
const there = services.dockerHost && services.baseImage && services.brokerUrl;
const FRAMES = join(import.meta.dirname, '../../worker/fixtures/frames');

/** What a reply held: its JSON, and its parts as they were when it came. */
interface Held {
  readonly json: JsonValue;
  readonly parts: readonly Buffer[];
}

describe.skipIf(!there)('values in a container', { timeout: 120_000 }, () => {
  let bench: WorkerBench;

  beforeAll(async () => {
    const { value } = await readPlugin(join(import.meta.dirname, 'values'));
    const [app] = value?.apps ?? [];
    if (app === undefined) throw new Error('the plugin has no app');
    bench = await openWorkerBench(services as Required<typeof services>, { app, memoryMiB: 768 });
    await bench.start();
  }, 900_000);

  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });

  const start = (
    name: string,
    kwargs: Readonly<Record<string, JsonValue>>,
    parts: readonly Uint8Array[] = [],
  ) =>
    bench.call(name, kwargs, {
      parts: parts.map((part) => ({ kind: 'chunks', size: part.length, chunks: [part] })),
      readValue: (json, came) => ({ json, parts: came.map((part) => Buffer.from(part)) }),
    });
  const call = async (...args: Parameters<typeof start>): Promise<Held> =>
    (await start(...args).result) as Held;
  const part = (index: number): JsonValue => ({ part: index });
  const frame = (name: string): Promise<Buffer> => readFile(join(FRAMES, `${name}.arrow`));

  test('a frame is pandas where no hint says otherwise, and comes back as Arrow', async () => {
    const sent = await frame('integers-without-nulls');
    const { json, parts } = await call('twice', { df: part(0), x: 'b' }, [sent]);
    expect(json).toEqual({ out: part(0), kind: 'pandas' });
    expect(parts[0]?.includes(Buffer.from([2, 4, 6]))).toBe(true);
    const again = await call('twice', { df: part(0), x: 'b' }, parts);
    expect(again.parts[0]?.includes(Buffer.from([4, 8, 12]))).toBe(true);
  });

  test('a hint makes it polars', async () => {
    const { json } = await call('lazy', { df: part(0) }, [await frame('strings')]);
    expect(json).toBe('LazyFrame');
  });

  test('columns are looked at again where the call runs', async () => {
    const sent = await frame('strings');
    await expect(call('twice', { df: part(0), x: 'y' }, [sent])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(
        /df\.s: expected a numerical column.*x: expected a column of df/,
      ),
    });
  });

  test('a file keeps its name, and nothing of it stays', async () => {
    const data = { part: 0, name: 'größe.csv', mediaType: 'text/csv' };
    const { json, parts } = await call('shout', { data }, [Buffer.from('a,ü\n')]);
    expect(json).toEqual({ part: 0, name: 'größe.csv', mediaType: 'text/csv' });
    expect(parts[0]?.toString()).toBe('A,Ü\n');
    expect((await call('left_behind', {})).json).toEqual([]);
  });

  test('what a killed process had of files is swept', async () => {
    const data = { part: 0, name: 'a', mediaType: 'text/csv' };
    await expect(call('die', { data }, [Buffer.from('x')])).rejects.toMatchObject({
      code: 'WORKER_LOST',
    });
    for (let tries = 0; tries < 100; tries++) {
      if (((await call('left_behind', {})).json as JsonValue[]).length === 0) return;
      await sleep(100);
    }
    expect((await call('left_behind', {})).json).toEqual([]);
  });

  test('a figure is drawn without a display, on a read-only root', async () => {
    const { json, parts } = await call('plot', {});
    expect(json).toEqual({ part: 0, mediaType: 'image/png' });
    expect(parts[0]?.subarray(1, 4).toString()).toBe('PNG');
  });

  test('what is yielded comes one by one with its bytes', async () => {
    const pending = start('images', { n: 3 });
    const widths: number[] = [];
    for await (const value of pending.partials())
      widths.push((value as Held).parts[0]?.readUInt32BE(16) ?? 0);
    expect(widths).toEqual([1, 2, 3]);
    expect(await pending.result).toBeNull();
  });

  test('options hold whoever called, and arguments go wherever the def takes them', async () => {
    const { json } = await call('limited', { color: 'red', name: 'abc', n: 2 });
    expect(json).toBe('red abc 2');
    const wrong = call('limited', { color: 'green', name: 'ABC', n: 0 });
    await expect(wrong).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^color: .*; n: expected at least 1.*; name: .*\^\[a-z\]\+\$/),
    });
  });
});
