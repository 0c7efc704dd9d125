import { readFile } from 'node:fs/promises';
import path, { basename, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { fetchPackage, readPinnedPackages } from './published-package.ts';
import type { CorpusFile } from './read-corpus.ts';

/** What the original's scanner makes of some files: the names of functions it finds. */
export type Scanner = (files: readonly CorpusFile[]) => readonly string[];

type Scan = (directory: string, root: string) => readonly { readonly name: string }[];

type Define = (load: (id: string) => unknown, exports: object) => Scan;

/** Loads the function scanner of the original's published tools, reading from memory, not from disk. */
export async function loadScanner(): Promise<Scanner> {
  const { scanner } = await readPinnedPackages();
  const [[name, version] = ['', '']] = Object.entries(scanner);
  const directory = await fetchPackage(name, version);
  const source = await readFile(join(directory, 'bin/utils/python-celery-gen.js'), 'utf8');
  let texts = new Map<string, string>();
  const disk = {
    readdirSync: () => [...texts.keys()].map((file) => ({ name: file, isDirectory: () => false })),
    readFileSync: (file: string) => texts.get(basename(file)) ?? '',
  };
  const modules: Readonly<Record<string, unknown>> = {
    fs: disk,
    path,
    '@babel/runtime/helpers/interopRequireDefault': (value: unknown) => ({ default: value }),
  };
  const load = (id: string): unknown => modules[id] ?? {};
  const body = `${source}\nreturn scanPythonFunctions;`;
  const define = compileFunction(body, ['require', 'exports']) as Define;
  const scan = define(load, {});
  return (files) => {
    texts = new Map(files.map(({ text }, index) => [`${index}.py`, text]));
    return scan('/', '/').map((task) => task.name);
  };
}
