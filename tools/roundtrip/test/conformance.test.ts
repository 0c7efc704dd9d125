import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFrame, fromPath, type Functions, type ReceivedFile } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { rawValues } from '../frame-cells.ts';
import { openValuesApp, type ValuesApp } from '../open-values-app.ts';

const { brokerUrl, managementUrl } = inject('services');
const hasPython = await hasWorkerPython();
const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

describe.skipIf(!brokerUrl || !managementUrl || !hasPython)('every value, both ways', () => {
  let app: ValuesApp;
  let functions: Functions;
  let folder: string;
  beforeAll(async () => {
    app = await openValuesApp(inject('services'));
    functions = app.functions;
    folder = await mkdtemp(join(tmpdir(), 'celeriac-conformance-'));
  }, 600_000);
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const echo = (name: string, x: unknown): Promise<unknown> =>
    functions.call(`Values:${name}`, { x });

  test('scalars of every type, 2^53 + 1 among them, and several outputs', async () => {
    const args = {
      i: Number.MAX_SAFE_INTEGER,
      b: 2n ** 53n + 1n,
      d: -0,
      t: false,
      s: 'ä\u0000\ud83d\ude00',
      at: new Date('2024-05-01T12:30:45.123Z'),
    };
    expect(await functions.call('Values:scalars', args)).toStrictEqual(args);
  });

  test('integer boundaries', async () => {
    const ints = [2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 31, -(2 ** 31) - 1, 0];
    expect(await echo('ints', ints)).toEqual(ints);
    const bigints = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n, 10n ** 1000n];
    expect(await echo('bigints', bigints)).toEqual(bigints);
    await expect(echo('ints', [2 ** 53])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      problems: [{ path: 'x[0]', code: 'unsafe-integer' }],
    });
    await expect(echo('ints', [3.9, '3'])).rejects.toMatchObject({
      problems: [
        { path: 'x[0]', code: 'not-an-integer' },
        { path: 'x[1]', code: 'wrong-type' },
      ],
    });
  });

  test('text with everything that some format escapes', async () => {
    const texts = [
      '"\\/\b\f\n\r\t',
      '\u0000\u001f\u007f',
      '\u2028\u2029',
      '<!--',
      '\ufeff',
      '💩',
      '',
    ];
    expect(await echo('strings', texts)).toEqual(texts);
    expect(await echo('dynamics', texts)).toEqual(texts);
    await expect(echo('strings', ['\ud800'])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('a text of 500 kB', async () => {
    const text = 'Größe 💩 "x" \\ \n'.repeat(31_250);
    expect(Buffer.byteLength(text)).toBeGreaterThan(500_000);
    expect(await echo('strings', [text])).toEqual([text]);
  });

  test('times, with and without fractions, at the ends of what there is', async () => {
    const times = [
      '0001-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '9999-12-31T23:59:59.999Z',
    ];
    const dates = times.map((time) => new Date(time));
    expect(await echo('datetimes', dates)).toEqual(dates);
  });

  test.each(['pandas_frame', 'polars_frame', 'arrow_frame'])(
    'a frame and its nulls through %s: numbers, texts, times of zones, categories, lists',
    async (name) => {
      const bytes = (file: string): Promise<Buffer> =>
        readFile(join(import.meta.dirname, '../../../packages/worker/fixtures/frames', file));
      // polars has neither seconds nor time zones that are offsets; it has a file of its own.
      const times = name === 'polars_frame' ? 'written-by-polars' : 'timestamps';
      for (const file of ['integers', 'floats', 'strings', 'categories', 'lists', times]) {
        const came = (await echo(name, await bytes(`${file}.arrow`))) as DataFrame;
        const sent = (await echo('arrow_frame', await bytes(`${file}.arrow`))) as DataFrame;
        expect(came.schema.fields.map((field) => field.name)).toEqual(
          sent.schema.fields.map((field) => field.name),
        );
        for (const field of sent.schema.fields)
          expect(rawValues(came, field.name), `${file} ${field.name}`).toEqual(
            rawValues(sent, field.name),
          );
      }
    },
  );

  test.each(['pandas_frame', 'polars_frame', 'arrow_frame'])(
    'empty frames through %s',
    async (name) => {
      for (const columns of [{}, { a: new Float64Array(0), b: new BigInt64Array(0) }]) {
        const came = (await echo(name, columns)) as DataFrame;
        expect([came.numRows, came.schema.fields.map((field) => field.name)]).toEqual([
          0,
          Object.keys(columns),
        ]);
      }
    },
  );

  test('rows, columns and CSV are frames; columns are checked before anything is sent', async () => {
    const rows = [{ x: 1, s: 'a' }, { x: 2, s: null }, { x: 6 }];
    for (const df of [rows, { x: [1, 2, 6], s: ['a', null, null] }, 'x,s\n1,a\n2,\n6,']) {
      const result = (await functions.call('Values:describe', { df, x: 'x' })) as {
        head: DataFrame;
      };
      expect(result).toMatchObject({ rows: 3, mean: 3 });
      expect([...result.head.getChild('s')!]).toEqual(['a', null]);
    }
    const wrong = (x: string, df: unknown = rows): Promise<unknown> =>
      functions.call('Values:describe', { df, x });
    await expect(wrong('y')).rejects.toMatchObject({ problems: [{ code: 'unknown-column' }] });
    await expect(wrong('s')).rejects.toMatchObject({
      problems: [{ code: 'wrong-column-type' }, { code: 'null-in-column' }],
    });
    await expect(wrong('x', [{ x: null }, { x: 1 }])).rejects.toMatchObject({
      problems: [{ code: 'null-in-column' }],
    });
    await expect(wrong('x', [{ x: 1 }, { x: 'a' }])).rejects.toMatchObject({
      problems: [{ path: 'df[1].x', code: 'wrong-type' }],
    });
  });

  test('a blob of 5 MB', async () => {
    const data = randomBytes(5_000_000);
    expect(await functions.call('Values:digest', { data })).toBe(sha256(data));
    const [came] = (await echo('blobs', [data])) as Uint8Array[];
    expect(sha256(came!)).toBe(sha256(data));
  });

  test('a file keeps its name, media type and content, from memory and from a path', async () => {
    const path = join(folder, 'größe 💩.csv');
    await writeFile(path, 'a,b\n1,ü\n');
    const bytes = await readFile(path);
    const name = 'größe 💩.csv';
    for (const data of [{ name, bytes }, new File([bytes], name), await fromPath(path)]) {
      const facts = (await functions.call('Values:file_facts', { data })) as {
        readonly again: ReceivedFile;
      };
      expect(facts).toMatchObject({ name, text: 'a,b\n1,ü\n' });
      expect(facts.again).toMatchObject({ name, mediaType: 'text/csv', size: bytes.length });
      expect(await facts.again.text()).toBe('a,b\n1,ü\n');
      await facts.again.saveTo(join(folder, 'again'));
      expect(await readFile(join(folder, 'again'))).toEqual(bytes);
      const third = await functions.call('Values:file_facts', { data: facts.again });
      expect(third).toMatchObject({ name });
    }
  });

  test('several large inputs at once', async () => {
    const all = [randomBytes(2_000_000), randomBytes(3_000_000)];
    const df = { x: new Float64Array(200_000) };
    const data = { name: 'large', bytes: randomBytes(1_000_000) };
    expect(await functions.call('Values:total', { all, df, data })).toBe(6_200_000n);
  });

  test('a generator gives its values one by one, and no value at its end', async () => {
    const call = await functions.start('Values:count', { n: 3 });
    const came: unknown[] = [];
    for await (const value of call.partials()) {
      const { df, i } = value as { df: DataFrame; i: number };
      came.push([i, rawValues(df, 'i')]);
    }
    expect(came).toEqual([0, 1, 2].map((i) => [i, [{ $bigint: String(i) }]]));
  });

  test('defaults, choices, ranges and null are honoured', async () => {
    const call = (args: Record<string, unknown>): Promise<unknown> =>
      functions.call('Values:limited', args);
    expect(await call({ note: null })).toEqual({ color: 'red', n: 2, note: null });
    expect(await call({ note: 'x', color: 'blue', n: 3 })).toEqual({
      color: 'blue',
      n: 3,
      note: 'x',
    });
    await expect(call({ color: 'green', n: 4, nod: 1 })).rejects.toMatchObject({
      problems: [
        { path: 'nod', code: 'unknown-argument' },
        { path: 'color', code: 'not-a-choice' },
        { path: 'n', code: 'above-max' },
        { path: 'note', code: 'missing-argument' },
      ],
    });
  });
});
