import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { createIgnoreRules, readIgnoreFile, type IgnoreRules } from './ignore-rules.ts';
import { describeSystemError, type Report } from './report.ts';

/** A regular file of an app, by link or as it stands. */
export interface ListedFile {
  /** Relative to the app's folder, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  readonly executable: boolean;
}

/** What to list, and what is told of it. */
export interface ListOptions {
  /** Path of the folder for messages, relative to the plugin's root. */
  readonly shown: string;
  readonly report: Report;
  /** Names directly in the folder that belong to something else. */
  readonly except?: ReadonlySet<string>;
  /** Names directly in the folder that no ignore file leaves out. */
  readonly always?: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

/** More files than an app can mean to have: a data set or an environment that is not left out. */
const MAX_FILES = 20_000;

/**
 * Lists the files of an app, sorted by path, without what `.dockerignore` and `.gitignore` name,
 * virtual environments, `__pycache__`, `.git` and `node_modules`.
 *
 * A link within the app counts as what it leads to. Errors: `link-leaves-app`, `broken-link`,
 * `link-cycle`, `not-a-file`, `unreadable-file`, `too-many-files`.
 */
export async function listFiles(folder: string, options: ListOptions): Promise<ListedFile[]> {
  const walk: Walk = { ...options, root: await realpath(folder), files: [] };
  const rules = createIgnoreRules(await readIgnoreFile(folder, '.dockerignore'));
  await walkFolder({ absolute: folder, relative: '', real: [walk.root], rules }, walk);
  return walk.files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

interface Walk extends ListOptions {
  readonly root: string;
  readonly files: ListedFile[];
}

interface Folder {
  readonly absolute: string;
  readonly relative: string;
  /** Real paths of the folder and of those it is in. */
  readonly real: readonly string[];
  readonly rules: IgnoreRules;
}

async function walkFolder(folder: Folder, walk: Walk): Promise<void> {
  walk.signal?.throwIfAborted();
  let entries: Dirent[];
  try {
    entries = await readdir(folder.absolute, { withFileTypes: true });
  } catch (error) {
    return tell(walk, 'unreadable-file', { at: folder.relative, why: describeSystemError(error) });
  }
  if (entries.some(({ name }) => name === 'pyvenv.cfg')) return;
  const rules = folder.rules.enter(
    folder.relative,
    await readIgnoreFile(folder.absolute, '.gitignore'),
  );
  for (const entry of entries) {
    if (folder.relative === '' && walk.except?.has(entry.name)) continue;
    if (walk.files.length > MAX_FILES) return;
    await visit(entry, { ...folder, rules }, walk);
  }
}

async function visit(entry: Dirent, folder: Folder, walk: Walk): Promise<void> {
  const relative = folder.relative === '' ? entry.name : `${folder.relative}/${entry.name}`;
  const absolute = path.join(folder.absolute, entry.name);
  const kept = folder.relative === '' && walk.always?.has(entry.name);
  const isIgnored = (isFolder: boolean): boolean =>
    !kept && folder.rules.ignores({ path: relative, isFolder });
  if (isIgnored(entry.isDirectory())) return;
  try {
    const real = entry.isSymbolicLink() ? await resolveLink(absolute, relative, walk) : absolute;
    if (real === undefined) return;
    const facts = await stat(absolute);
    if (facts.isDirectory()) {
      if (isIgnored(true)) return;
      const place = await realpath(absolute);
      if (folder.real.includes(place))
        return tell(walk, 'link-cycle', {
          at: relative,
          why: 'the link leads to a folder that it is in',
        });
      const inside = { absolute, relative, real: [...folder.real, place], rules: folder.rules };
      return await walkFolder(inside, walk);
    }
    if (!facts.isFile())
      return tell(walk, 'not-a-file', { at: relative, why: 'it is neither a file nor a folder' });
    const executable = (facts.mode & 0o111) !== 0;
    walk.files.push({ path: relative, absolutePath: absolute, bytes: facts.size, executable });
    if (walk.files.length === MAX_FILES + 1)
      tell(walk, 'too-many-files', { at: '', why: `the app has more than ${MAX_FILES} files` });
  } catch (error) {
    walk.signal?.throwIfAborted();
    tell(walk, 'unreadable-file', { at: relative, why: describeSystemError(error) });
  }
}

async function resolveLink(
  absolute: string,
  relative: string,
  walk: Walk,
): Promise<string | undefined> {
  const real = await realpath(absolute).catch((error: unknown) => {
    tell(walk, 'broken-link', {
      at: relative,
      why: `where the link leads: ${describeSystemError(error)}`,
    });
    return undefined;
  });
  if (real === undefined) return undefined;
  if (real === walk.root || real.startsWith(walk.root + path.sep)) return real;
  tell(walk, 'link-leaves-app', {
    at: relative,
    why: 'the link leads out of the app, so it is not followed',
  });
  return undefined;
}

const REMEDIES: Readonly<Record<string, string>> = {
  'link-leaves-app': 'Put a copy into the app, or name the link in .dockerignore.',
  'too-many-files': 'Name what it does not need in .dockerignore.',
};

function tell(walk: Walk, code: string, { at, why }: { at: string; why: string }): void {
  const file = at === '' ? walk.shown : `${walk.shown}/${at}`;
  const remedy = REMEDIES[code] ?? 'Remove it, or name it in .dockerignore.';
  walk.report.error(code, `"${file}" cannot be part of the app: ${why}. ${remedy}`, { file });
}
