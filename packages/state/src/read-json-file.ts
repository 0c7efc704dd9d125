import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { INSTANCE_FILE } from './own-files.ts';
import { StateError } from './state-error.ts';

/** Reads the object in a JSON file, or `undefined` where there is none; throws `UNREADABLE`. */
export async function readJsonFile<T>(path: string): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, message, error);
  }
  throw unreadable(path, 'it holds no object');
}

/** The error of a file that does not hold what it should; what is deployed goes on running. */
export function unreadable(path: string, why: string, cause?: unknown): StateError {
  // With another id, what is deployed would be a stranger's.
  const remedy =
    basename(path) === INSTANCE_FILE
      ? 'Write {"instance":"<id>"} into it; containers are named for the id: celeriac-<id>-….'
      : 'Mend it, or remove it and deploy again; until then nothing is started or stopped.';
  return new StateError('UNREADABLE', `Cannot read ${path}: ${why}.`, { path, remedy, cause });
}
