import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that hold nothing of an app's own; see `spec` of the app folder. */
const LEFT_OUT = new Set(['.git', '__pycache__', 'node_modules']);
/** Editors write a file in several steps: one edit is what comes within this time. */
const QUIET_MS = 15;

/**
 * Yields each time that something below the folders has changed, until an abort.
 *
 * Of the folders at the top `flat` says which are not looked into. Changes that come while one is
 * being handled are one more, told when it is done.
 */
export async function* watchFolders(
  folders: readonly { readonly path: string; readonly flat?: boolean }[],
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<void, void, undefined> {
  const watchers = new Map<string, FSWatcher>();
  let hasChanged = false;
  let wake = (): void => undefined;
  const notice = (): void => {
    hasChanged = true;
    wake();
  };
  signal.addEventListener('abort', notice, { once: true });
  try {
    for (;;) {
      const found = await findFolders(folders);
      for (const [path, watcher] of watchers) {
        if (found.has(path)) continue;
        watcher.close();
        watchers.delete(path);
      }
      for (const path of found) if (!watchers.has(path)) watchFolder(path, watchers, notice);
      if (!hasChanged) await new Promise<void>((resolve) => (wake = resolve));
      while (hasChanged && !signal.aborted) {
        hasChanged = false;
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      }
      if (signal.aborted) return;
      yield;
    }
  } finally {
    for (const watcher of watchers.values()) watcher.close();
  }
}

function watchFolder(path: string, watchers: Map<string, FSWatcher>, notice: () => void): void {
  try {
    const watcher = watch(path, { persistent: true }, notice);
    watcher.on('error', () => undefined);
    watchers.set(path, watcher);
  } catch {
    // It was removed in between, which is a change that its parent tells.
  }
}

async function findFolders(
  folders: readonly { readonly path: string; readonly flat?: boolean }[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const add = async (path: string, isFlat: boolean): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined || entries.some(({ name }) => name === 'pyvenv.cfg')) return;
    found.add(path);
    if (isFlat) return;
    const below = entries.filter((entry) => entry.isDirectory() && !LEFT_OUT.has(entry.name));
    await Promise.all(below.map(({ name }) => add(join(path, name), false)));
  };
  await Promise.all(folders.map(({ path, flat = false }) => add(path, flat)));
  return found;
}
