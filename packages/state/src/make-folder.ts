import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, readable by its owner only, and those above it one by one.
 *
 * Node's own recursion never ends where a file system denies a folder its being by `ENOENT`, as
 * /proc does; this rejects with the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  const above = dirname(resolve(path));
  if (above !== path) await makeFolder(above);
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
