import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import { readPackages, workspaceRoot } from './read-workspace.ts';

const run = promisify(execFile);

describe.each(readPackages())('$name', ({ name, directory, manifest }) => {
  test.runIf(manifest.exports['.'])('loads as it is published', async () => {
    expect(existsSync(join(directory, 'dist/index.js')), 'run `npm run build` first').toBe(true);
    const load = `console.log(Object.keys(await import('@celeriac/${name}')).length)`;
    const { stdout } = await runNode('--input-type=module', '--eval', load);
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  test.each(Object.entries(manifest.bin ?? {}))('%s runs', async (_, file) => {
    const { stdout } = await runNode(join(directory, file), '--version');
    expect(stdout.trim()).toBe(manifest.version);
  });

  test('is packed so that others can import it', async () => {
    const { messages } = await publint({ pkgDir: directory, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, { ...manifest }))).toEqual([]);
  });
});

function runNode(...args: readonly string[]): Promise<{ stdout: string }> {
  return run(process.execPath, args, { cwd: workspaceRoot, timeout: 20_000 });
}

test('nothing is dead: no unused file, export or dependency', { timeout: 60_000 }, async () => {
  const knip = join(workspaceRoot, 'node_modules/.bin/knip');
  const options = ['--config', 'tools/lint/knip.json', '--no-progress', '--no-config-hints'];
  const { stdout } = await run(knip, options, { cwd: workspaceRoot, timeout: 55_000 }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout + error.stderr }),
  );
  expect(stdout.trim()).toBe('');
});
