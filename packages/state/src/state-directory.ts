import { randomInt } from 'node:crypto';
import { link, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve as absolute } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from './make-folder.ts';
import { INSTANCE_FILE, refuseForeignFolder } from './own-files.ts';
import { readJsonFile, unreadable } from './read-json-file.ts';
import { nothingDeployed, rethrowUnwritable } from './state-error.ts';

/** The files of one Celeriac instance. Everything in it is readable by its owner only. */
export interface StateDirectory {
  readonly path: string;
  /** Six characters `a-z0-9` that tell this instance's objects from another's. */
  readonly instance: string;
  /** Absolute path of a file in the directory. */
  resolve(...parts: readonly string[]): string;
  /** The JSON object of a file, or `undefined` where there is none; `UNREADABLE` where it is broken. */
  readJson<T>(file: string): Promise<T | undefined>;
  /** Replaces a file in one step, durably. */
  writeJson(file: string, value: unknown): Promise<void>;
  remove(file: string): Promise<void>;
  /** Names of the `.json` files of a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
}

/**
 * Where the state lies unless told otherwise: `$CELERIAC_STATE_DIR`, else
 * `$XDG_STATE_HOME/celeriac`, else `~/.local/state/celeriac` (XDG Base Directory 0.8).
 */
export function defaultStateDirectory(
  environment: Readonly<Record<string, string | undefined>>,
): string {
  return (
    environment['CELERIAC_STATE_DIR'] ||
    join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'celeriac')
  );
}

/**
 * Opens a state directory, making it and its instance id where they are missing.
 *
 * Throws `NOT_A_STATE_DIRECTORY` for a folder that holds something else: `down --purge` removes what
 * we keep in it, and nobody's own files shall be near.
 */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  const known = await findStateDirectory(path);
  if (known !== undefined) return known;
  await refuseForeignFolder(path);
  await makeFolder(path).catch(rethrowUnwritable(path));
  const file = join(path, INSTANCE_FILE);
  const text = `${JSON.stringify({ instance: randomId() }, undefined, 2)}\n`;
  // Of two that come first at the same time one makes the id, and both use it.
  const part = `${file}.${randomId()}`;
  await writeFile(part, text, { mode: 0o600 }).catch(rethrowUnwritable(path));
  await link(part, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') rethrowUnwritable(path)(error);
  });
  await rm(part, { force: true });
  return await requireStateDirectory(path);
}

/** Opens a state directory only where there is one; reads and writes nothing otherwise. */
export async function findStateDirectory(path: string): Promise<StateDirectory | undefined> {
  const directory = createAccess(path);
  const known = await directory.readJson<{ readonly instance?: unknown }>(INSTANCE_FILE);
  if (known === undefined) return undefined;
  const { instance } = known;
  if (typeof instance === 'string') return { ...directory, instance };
  throw unreadable(directory.resolve(INSTANCE_FILE), 'it names no instance');
}

/** Opens a state directory that has to be there; throws `NO_SETTINGS` where nothing was deployed. */
export async function requireStateDirectory(path: string): Promise<StateDirectory> {
  const state = await findStateDirectory(path);
  if (state !== undefined) return state;
  throw nothingDeployed(path);
}

function createAccess(relative: string): Omit<StateDirectory, 'instance'> {
  const path = absolute(relative);
  const resolve = (...parts: readonly string[]): string => join(path, ...parts);
  return {
    path,
    resolve,
    readJson: (file) => readJsonFile(resolve(file)),
    async writeJson(file, value) {
      await makeFolder(dirname(resolve(file))).catch(rethrowUnwritable(path));
      const text = `${JSON.stringify(value, undefined, 2)}\n`;
      await writeFileAtomic(resolve(file), text, { mode: 0o600 }).catch(rethrowUnwritable(path));
    },
    remove: (file) => rm(resolve(file), { force: true }),
    async list(folder) {
      const names = await readdir(resolve(folder)).catch(() => []);
      return names.filter((name) => name.endsWith('.json')).sort();
    },
  };
}

function randomId(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}
