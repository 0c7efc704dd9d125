import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { extractExamples, matchesPrinted, stripComments } from './extract-examples.ts';
import { findMissingSettings, toEnvironment } from '../steps/service-settings.ts';
import { typeCheck } from './type-check.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const services = inject('services');
// Below the repository, where packages resolve by name as they do for a user.
const directory = join(root, '.cache', `examples-${process.pid}`);

const readmes = ['README.md', ...globSync('packages/*/package.json', { cwd: root })]
  .map((path) => path.replace('package.json', 'README.md'))
  .sort();

const examples = readmes.flatMap((readme) => {
  const name = readme === 'README.md' ? 'root' : readme.split('/')[1]!;
  return extractExamples(readIfThere(readme)).map((example, index) => ({
    ...example,
    readme,
    place: `${readme}:${example.line}`,
    file: join(directory, `${name}-${index + 1}.${example.language}`),
  }));
});

// An example that is a file below examples/, but for its comments, is run by that file's own test, which brings what it needs.
const elsewhere = new Set(
  globSync('packages/*/examples/**/*.ts', { cwd: root }).map((path) =>
    stripComments(readIfThere(path)),
  ),
);

mkdirSync(directory, { recursive: true });
for (const { file, code } of examples) writeFileSync(file, code);
afterAll(() => rmSync(directory, { recursive: true }));

test.each(readmes)('%s has an example', (readme) => {
  expect(examples.some((example) => example.readme === readme)).toBe(true);
});

test('every example compiles', { timeout: 60_000 }, () => {
  const typescript = examples.filter(({ language }) => language === 'ts');
  const files = typescript.map(({ file }) => file);
  expect(typeCheck(files, join(root, 'tools/tsconfig.json'))).toEqual([]);
});

describe.concurrent('every example prints what it says', () => {
  test.for(examples)('$place', { timeout: 90_000 }, async ({ file, code, printed }, context) => {
    if (elsewhere.has(stripComments(code))) return;
    const missing = findMissingSettings(code, services);
    if (missing.length > 0) context.skip(`no service for ${missing.join(', ')}`);
    const node = ['--conditions=@celeriac/source', '--disable-warning=ExperimentalWarning', file];
    const { stdout } = await run(process.execPath, node, {
      cwd: root,
      env: { ...process.env, ...toEnvironment(services), NO_COLOR: '1' },
      timeout: 80_000,
    });
    if (!matchesPrinted(printed, stdout)) expect(stdout).toBe(`${printed.join('\n')}\n`);
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
}
