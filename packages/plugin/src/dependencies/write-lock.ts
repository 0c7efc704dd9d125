import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LOCK_FILE } from './dependency-files.ts';
import { type AppLock, renderLock } from './lock-file.ts';

/**
 * Keeps a lock as `requirements.lock` in an app's folder, whole or not at all.
 *
 * Resolves to whether it could: a folder that may not be written to is left as it is.
 */
export async function writeLock(directory: string, lock: AppLock): Promise<boolean> {
  const file = path.join(directory, LOCK_FILE);
  const partial = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(partial, renderLock(lock));
    await rename(partial, file);
    return true;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
}
