import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSource, type Source } from './read-source.ts';

/** The repository's top directory. */
export const workspaceRoot = resolve(import.meta.dirname, '../..');

/** The parts of a package.json that the architecture speaks of. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

/** The parts of a tsconfig.json that the architecture speaks of. */
export interface TsConfig {
  readonly compilerOptions?: { readonly types?: readonly string[] };
  readonly references?: readonly { readonly path: string }[];
}

/** One package of the workspace as it lies on disk. */
export interface WorkspacePackage {
  /** Name of its folder: `engine` for `@celeriac/engine`. */
  readonly name: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly tsconfig: TsConfig;
  /** The modules that are published: everything below `src` but tests. */
  readonly sources: readonly Source[];
}

/** Reads every package below `packages/`. */
export function readPackages(): readonly WorkspacePackage[] {
  return globSync('packages/*/package.json', { cwd: workspaceRoot })
    .sort()
    .map((manifest) => {
      const name = manifest.split('/')[1]!;
      const directory = join(workspaceRoot, 'packages', name);
      return {
        name,
        directory,
        manifest: readJson<Manifest>(join(directory, 'package.json')),
        tsconfig: readJson<TsConfig>(join(directory, 'tsconfig.json')),
        sources: globSync('src/**/*.ts', { cwd: directory })
          .filter((path) => !path.endsWith('.test.ts'))
          .map((path) => readSource(join(directory, path), `packages/${name}/${path}`)),
      };
    });
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
