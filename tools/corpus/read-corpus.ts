import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, readPinnedPackages } from './published-package.ts';

/** One file of the corpus. */
export interface CorpusFile {
  /** Package and path: `chem/scripts/descriptors.py`. */
  readonly path: string;
  readonly text: string;
}

const AT_ONCE = 6;

/** Fetches the published packages and reads their source files, or those of one ending. */
export async function readCorpus(ending = '*'): Promise<readonly CorpusFile[]> {
  const { corpus } = await readPinnedPackages();
  const waiting = Object.entries(corpus);
  const found: CorpusFile[] = [];
  const fetchNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, version] = next;
      const directory = await fetchPackage(name, version);
      for (const path of globSync(`**/*.${ending}`, { cwd: directory })) {
        const text = await readFile(join(directory, path), 'utf8');
        found.push({ path: join(name.replace('@datagrok/', ''), path), text });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
