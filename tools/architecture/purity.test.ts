import { execFile } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readPackages, workspaceRoot } from './read-workspace.ts';

const run = promisify(execFile);
const packages = readPackages();
const pure = packages.filter(({ manifest }) => manifest.nx?.tags?.includes('pure'));

describe.each(pure)('$name is pure', ({ name, tsconfig, sources }) => {
  test('sees no types of Node', () => {
    expect(tsconfig.compilerOptions?.types ?? []).toEqual([]);
  });

  test('imports no module of Node', () => {
    const wrong = sources
      .flatMap(({ imports }) => imports)
      .filter(({ specifier }) => isBuiltin(specifier))
      .map(({ place, specifier }) => `${place} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  test('loads without any module of Node, its dependencies included', async () => {
    const program = `
      import { registerHooks, isBuiltin } from 'node:module';
      const seen = [];
      registerHooks({
        resolve(specifier, context, next) {
          if (isBuiltin(specifier)) seen.push(context.parentURL + ' imports ' + specifier);
          return next(specifier, context);
        },
      });
      await import('@celeriac/${name}');
      console.log(JSON.stringify(seen));`;
    const node = ['--input-type=module', '--eval', program];
    const { stdout } = await run(process.execPath, node, { cwd: workspaceRoot, timeout: 20_000 });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});

test('only apps and connect() read the environment and the command line', () => {
  const readers = packages.flatMap(({ name, sources }) =>
    sources
      .filter(({ settingsRead }) => settingsRead.length > 0)
      .map(({ path }) => ({ name, path })),
  );
  const wrong = readers
    .filter(({ name }) => name !== 'cli' && name !== 'functions')
    .map(({ path }) => `${path} reads process.env or process.argv: take it as an option instead`);
  expect(wrong).toEqual([]);
  expect(readers.filter(({ name }) => name === 'functions').length).toBeLessThanOrEqual(1);
});
