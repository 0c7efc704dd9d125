import { describe, expect, test } from 'vitest';
import { homeOf, layersBelow, mayImport, packageRules } from './layers.ts';
import { readPackages } from './read-workspace.ts';

const packages = readPackages();
const scope = '@celeriac/';

test('the table of layers names exactly the packages there are', () => {
  expect(Object.keys(packageRules).sort()).toEqual(packages.map(({ name }) => name).sort());
});

test('the matrix is that of the architecture', () => {
  const arrows = Object.keys(packageRules).flatMap((from) =>
    Object.keys(packageRules)
      .filter((to) => packageRules[from]!.layer === packageRules[to]!.layer && mayImport(from, to))
      .map((to) => `${from} → ${to}`),
  );
  expect(arrows.sort()).toEqual([
    'blob-store → state',
    'catalog → state',
    'dataframe → signature',
    'image-builder → engine',
    'local → state',
    'plugin → annotations',
    'signature → diagnostic',
    'spawner → engine',
  ]);
  expect(layersBelow('flow')).toEqual(['model', 'parse', 'port', 'plan']);
  expect(mayImport('deployer', 'spawner')).toBe(false);
  expect(mayImport('functions', 'broker')).toBe(true);
  expect(mayImport('functions', 'engine')).toBe(false);
  expect(mayImport('deployment', 'codegen')).toBe(false);
  expect(mayImport('cli', 'worker')).toBe(true);
});

describe.each(packages)('$name', ({ name, manifest, tsconfig, sources }) => {
  const rule = packageRules[name];

  test('is named and tagged as the table of layers says', () => {
    const tags = [`layer:${rule?.layer}`, `name:${name}`, ...(rule?.pure ? ['pure'] : [])];
    expect(manifest.name).toBe(`${scope}${name}`);
    expect(manifest.nx?.tags).toEqual(tags);
  });

  test('imports only what its layer allows', () => {
    const wrong = sources
      .flatMap(({ imports }) => imports)
      .filter(({ library }) => library?.startsWith(scope))
      .filter(({ library }) => !mayImport(name, library!.slice(scope.length)))
      .map(
        ({ place, library }) => `${place} imports ${library}, which lies beside or above ${name}`,
      );
    expect(wrong).toEqual([]);
  });

  test('uses third-party libraries only where they are at home', () => {
    const wrong = sources
      .flatMap(({ imports }) => imports)
      .filter(({ library }) => library !== undefined && !library.startsWith(scope))
      .filter(({ library }) => homeOf(library!) !== name)
      .map(({ place, library }) => `${place} imports ${library}, at home in ${homeOf(library!)}`);
    expect(wrong).toEqual([]);
  });

  test('declares the third-party libraries it is the home of, and no others', () => {
    const declared = Object.keys(manifest.dependencies ?? {});
    const foreign = declared.filter((library) => !library.startsWith(scope));
    expect(foreign.sort()).toEqual([...(rule?.homeOf ?? [])].sort());
  });

  test('references in tsconfig.json are its dependencies within the workspace', () => {
    const dependencies = Object.keys(manifest.dependencies ?? {})
      .filter((dependency) => dependency.startsWith(scope))
      .map((dependency) => `../${dependency.slice(scope.length)}`);
    expect((tsconfig.references ?? []).map(({ path }) => path).sort()).toEqual(dependencies.sort());
  });
});
