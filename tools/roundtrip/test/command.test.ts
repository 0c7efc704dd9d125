import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython } from '../../faults/index.ts';
import { openValuesApp, type ValuesApp } from '../open-values-app.ts';

const { brokerUrl, managementUrl } = inject('services');
const hasPython = await hasWorkerPython();
const command = join(import.meta.dirname, '../../../packages/cli/bin/celeriac.js');

describe.skipIf(!brokerUrl || !managementUrl || !hasPython)('celeriac call', () => {
  let app: ValuesApp;
  let folder: string;
  beforeAll(async () => {
    app = await openValuesApp(inject('services'));
    folder = await mkdtemp(join(tmpdir(), 'celeriac-command-'));
    await writeFile(join(folder, 'in.csv'), 'x,s\n1,a\n2,\n6,"b, c"\n');
    await writeFile(join(folder, 'in.png'), Buffer.from('89504e470d0a1a0a', 'hex'));
  }, 600_000);
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const call = (
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
    new Promise((resolve) => {
      const env = {
        PATH: process.env['PATH'],
        NO_COLOR: '1',
        CELERIAC_STATE_DIR: app.stateDirectory,
        CELERIAC_BROKER_URL: app.brokerUrl,
      };
      execFile(
        process.execPath,
        [command, 'call', ...args],
        { env, cwd: folder },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  test('takes frames of CSV files and describes what cannot be shown', async () => {
    const { code, stdout, stderr } = await call('Values:pandas_frame', 'x=@in.csv');
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(
      'dataframe of 3 rows and 2 columns: x Int64, s Utf8; save it by --output PATH\n',
    );
    const json = await call('Values:describe', 'df=@in.csv', 'x=x', '--json');
    expect(JSON.parse(json.stdout)).toEqual({
      rows: 3,
      mean: 3,
      head: {
        type: 'dataframe',
        rows: 2,
        columns: [
          { name: 'x', type: 'Int64' },
          { name: 's', type: 'Utf8' },
        ],
      },
    });
  });

  test('saves a frame as CSV or as Arrow, by the name of the file', async () => {
    const csv = await call('Values:pandas_frame', 'x=@in.csv', '--output', 'out.csv');
    expect(csv.stdout).toBe('');
    expect(csv.stderr).toContain('→ out.csv');
    expect(await readFile(join(folder, 'out.csv'), 'utf8')).toBe('x,s\n1,a\n2,\n6,"b, c"\n');
    await call('Values:pandas_frame', 'x=@in.csv', '--output', 'out.arrow');
    const again = await call('Values:arrow_frame', 'x=@out.arrow', '-o', 'again.csv');
    expect(again.code, again.stderr).toBe(0);
    expect(await readFile(join(folder, 'again.csv'))).toEqual(
      await readFile(join(folder, 'out.csv')),
    );
  });

  test('sends a file by its path and saves the one that comes, with other outputs as JSON', async () => {
    const { code, stdout, stderr } = await call(
      'Values:file_facts',
      'data=@in.csv',
      '--output',
      'saved.csv',
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'in.csv',
      again: { name: 'in.csv', mediaType: 'text/csv', bytes: 20, savedTo: 'saved.csv' },
    });
    expect(await readFile(join(folder, 'saved.csv'))).toEqual(
      await readFile(join(folder, 'in.csv')),
    );
  });

  test('never writes bytes to the terminal, and saves into a folder under a name of its own', async () => {
    const image = ['Values:image', 'x=@in.png'];
    const shown = await call(...image);
    expect(shown.stdout, shown.stderr).toBe(
      'graphics, image/png, 8 bytes; save it by --output PATH\n',
    );
    await call(...image, '-o', folder);
    expect(await readdir(folder)).toContain('y.png');
    expect(await readFile(join(folder, 'y.png'))).toEqual(await readFile(join(folder, 'in.png')));
  });

  test.each([
    [['Values:digest', 'data=abc'], 2, 'data=@path'],
    [['Values:digest', 'data=@missing'], 3, 'missing'],
    [['Values:describe', 'df=@in.csv', 'x=z'], 2, 'a column of df'],
    [['Values:pandas_frame', 'x=a,b\n1'], 2, '2 fields'],
  ])('%j ends with %i and says why', async (args, expected, words) => {
    const { code, stderr } = await call(...args);
    expect(code).toBe(expected);
    expect(stderr).toContain(words);
  });
});
