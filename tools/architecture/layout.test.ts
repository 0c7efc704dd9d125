import { globSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPackages, workspaceRoot } from './read-workspace.ts';

const packages = readPackages();
const notOurs = ['**/node_modules/**', '**/dist/**', '**/fixtures/**', '**/golden/**'];

test('the top level is exactly that of the architecture', () => {
  const visible = readdirSync(workspaceRoot).filter((name) => !name.startsWith('.'));
  expect(visible.filter((name) => name !== 'node_modules').sort()).toEqual([
    'LICENSE',
    'README.md',
    'nx.json',
    'package-lock.json',
    'package.json',
    'packages',
    'tools',
    'tsconfig.base.json',
  ]);
});

test('no package is named for being shared', () => {
  const vague = /common|core|shared|utils?|helpers?|misc/;
  expect(packages.map(({ name }) => name).filter((name) => vague.test(name))).toEqual([]);
});

test('no file is over 300 lines, half of them are under 80, and names are kebab-case', () => {
  const files = globSync(['packages/**/*.{ts,py}', 'tools/**/*.{ts,js}'], {
    cwd: workspaceRoot,
    exclude: notOurs,
  });
  const sizes = files.map((file) => ({ file, lines: countLines(join(workspaceRoot, file)) }));
  expect(sizes.filter(({ lines }) => lines > 300)).toEqual([]);
  const sorted = sizes.map(({ lines }) => lines).sort((left, right) => left - right);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
  const typescript = files.filter((file) => file.endsWith('.ts'));
  expect(typescript.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
});

describe.each(packages)('$name', ({ directory }) => {
  test('has a README of at most 60 lines', () => {
    const readme = join(directory, 'README.md');
    expect(existsSync(readme), `${readme} is missing`).toBe(true);
    expect(countLines(readme)).toBeLessThanOrEqual(60);
  });
});

function countLines(file: string): number {
  return readFileSync(file, 'utf8').trimEnd().split('\n').length;
}
