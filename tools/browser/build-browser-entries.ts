import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { workspaceRoot } from '../steps/run-program.ts';
import { withoutLexer } from './without-lexer.ts';

const built = join(workspaceRoot, 'packages/annotations/dist');
const notice = '/*! With Chevrotain, https://chevrotain.io, Apache-2.0 */';

/**
 * Makes of what the compiler built the entries of `@celeriac/annotations` for browsers: with
 * Chevrotain in them, but not its lexer, which our parser does not use. Nothing to do where they are
 * newer than what they are made of.
 */
export async function buildBrowserEntries(): Promise<void> {
  if (isUpToDate()) return;
  const build = await rolldown({
    input: { index: join(built, 'index.js'), language: join(built, 'language/index.js') },
    platform: 'browser',
    external: /^@celeriac\//,
    plugins: [withoutLexer],
  });
  try {
    await build.write({ dir: join(built, 'browser'), chunkFileNames: 'parser.js', banner: notice });
  } finally {
    await build.close();
  }
}

function isUpToDate(): boolean {
  const made = ['index.js', 'language.js'].map((name) => timeOf(join(built, 'browser', name)));
  const sources = globSync('**/*.js', { cwd: built, exclude: ['browser/**'] });
  const newest = Math.max(...sources.map((file) => timeOf(join(built, file))));
  return Math.min(...made) >= newest;
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
