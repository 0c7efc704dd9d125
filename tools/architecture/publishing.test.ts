import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { readJson, readPackages, workspaceRoot, type Manifest } from './read-workspace.ts';

const run = promisify(execFile);

describe.each(readPackages())('$name', ({ name, directory }) => {
  test('loads as it is published', async () => {
    expect(existsSync(join(directory, 'dist/index.js')), 'run `npm run build` first').toBe(true);
    const load = `const exported = await import('@celeriac/${name}'); console.log(Object.keys(exported).length)`;
    const node = ['--input-type=module', '--eval', load];
    const { stdout } = await run(process.execPath, node, { cwd: workspaceRoot, timeout: 20_000 });
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  test('is packed so that others can import it', async () => {
    const manifest = readJson<Manifest & Record<string, unknown>>(join(directory, 'package.json'));
    const { messages } = await publint({ pkgDir: directory, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });
});

test('nothing is dead: no unused file, export or dependency', { timeout: 60_000 }, async () => {
  const knip = join(workspaceRoot, 'node_modules/.bin/knip');
  const options = ['--config', 'tools/lint/knip.json', '--no-progress', '--no-config-hints'];
  const { stdout } = await run(knip, options, { cwd: workspaceRoot, timeout: 55_000 }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout + error.stderr }),
  );
  expect(stdout.trim()).toBe('');
});
