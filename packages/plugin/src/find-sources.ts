import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createIgnoreRules, readIgnoreFile, type IgnoreRules } from './ignore-rules.ts';

/** What a folder tree holds to be checked, as absolute paths. */
export interface FoundSources {
  /** Roots of plugins: folders with a `python` folder beside a `package.json` or `celeriac.json`. */
  readonly plugins: readonly string[];
  /** `.py` files outside of the `python` folders of those plugins. */
  readonly files: readonly string[];
}

/**
 * Finds the plugins and Python files of a folder tree, each sorted by path.
 *
 * Left out are virtual environments, hidden folders, `__pycache__`, `node_modules`, what `.gitignore`
 * files name, links, and folders that cannot be read.
 */
export async function findSources(
  root: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<FoundSources> {
  const found = { plugins: [] as string[], files: [] as string[] };
  const absolute = path.resolve(root);
  await walk(
    { absolute, relative: '', rules: createIgnoreRules(undefined) },
    found,
    options.signal,
  );
  return { plugins: found.plugins.toSorted(), files: found.files.toSorted() };
}

interface Folder {
  readonly absolute: string;
  readonly relative: string;
  readonly rules: IgnoreRules;
}

async function walk(
  { absolute, relative, rules: outer }: Folder,
  found: { readonly plugins: string[]; readonly files: string[] },
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const entries = await readdir(absolute, { withFileTypes: true }).catch((): Dirent[] => []);
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('pyvenv.cfg')) return;
  const isPlugin =
    (names.has('package.json') || names.has('celeriac.json')) &&
    entries.some((entry) => entry.name === 'python' && entry.isDirectory());
  if (isPlugin) found.plugins.push(absolute);
  const rules = names.has('.gitignore')
    ? outer.enter(relative, await readIgnoreFile(absolute, '.gitignore'))
    : outer;
  for (const entry of entries) {
    const inside = path.posix.join(relative, entry.name);
    const isFolder = entry.isDirectory();
    if (!isFolder && !(entry.isFile() && entry.name.endsWith('.py'))) continue;
    if (rules.ignores({ path: inside, isFolder }) || (isPlugin && entry.name === 'python'))
      continue;
    const child = path.join(absolute, entry.name);
    if (!isFolder) found.files.push(child);
    else if (!entry.name.startsWith('.'))
      await walk({ absolute: child, relative: inside, rules }, found, signal);
  }
}

/** The root of the plugin whose `python` folder a file or folder is in; `undefined` where it is in none. */
export async function findPluginRoot(inside: string): Promise<string | undefined> {
  for (let at = path.resolve(inside); path.dirname(at) !== at; at = path.dirname(at)) {
    if (path.basename(at) !== 'python') continue;
    const root = path.dirname(at);
    const names = await readdir(root).catch((): string[] => []);
    if (names.includes('package.json') || names.includes('celeriac.json')) return root;
  }
  return undefined;
}
