import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { workspaceRoot } from './read-workspace.ts';

const run = promisify(execFile);

/** The packages resolve to what the build makes: here they are as in a fresh clone. */
const unbuilt = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('@celeriac/')) {
        throw new Error(context.parentURL + ' imports ' + specifier + ', which is not built yet');
      }
      return next(specifier, context);
    },
  });`)}`;

// The browser's entries are made by the build itself: a program without a help text.
const programs = globSync('tools/*/main.ts', { cwd: workspaceRoot, exclude: ['tools/browser/**'] });

test.each(programs)('%s starts before the packages are built', async (program) => {
  const node = ['--import', unbuilt, program, '--help'];
  const { stdout } = await run(process.execPath, node, { cwd: workspaceRoot, timeout: 20_000 });
  expect(stdout).toContain('Usage:');
});
