import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { nothingDeployed, StateError } from './state-error.ts';

/** The files of one Celeriac instance. Everything in it is readable by its owner only. */
export interface StateDirectory {
  readonly path: string;
  /** Six characters `a-z0-9` that tell this instance's objects from another's. */
  readonly instance: string;
  /** Absolute path of a file in the directory. */
  resolve(...parts: readonly string[]): string;
  /** The JSON of a file, or `undefined` where there is none; `UNREADABLE` where it is broken. */
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

/** Opens a state directory, making it and its instance id where they are missing. */
export async function openStateDirectory(path: string): Promise<StateDirectory> {
  await makeFolder(path);
  const directory = createAccess(path);
  const known = await directory.readJson<{ instance: string }>('instance.json');
  const instance = known?.instance ?? randomId();
  if (known === undefined) await directory.writeJson('instance.json', { instance });
  return { ...directory, instance };
}

/** Opens a state directory only where there is one; reads and writes nothing otherwise. */
export async function findStateDirectory(path: string): Promise<StateDirectory | undefined> {
  const directory = createAccess(path);
  const known = await directory.readJson<{ instance: string }>('instance.json');
  return known === undefined ? undefined : { ...directory, instance: known.instance };
}

/** Opens a state directory that has to be there; throws `NO_SETTINGS` where nothing was deployed. */
export async function requireStateDirectory(path: string): Promise<StateDirectory> {
  const state = await findStateDirectory(path);
  if (state !== undefined) return state;
  throw nothingDeployed(path);
}

/** Removes a state directory with everything in it. */
export async function removeStateDirectory(directory: StateDirectory): Promise<void> {
  await rm(directory.path, { recursive: true, force: true });
}

function createAccess(path: string): Omit<StateDirectory, 'instance'> {
  const resolve = (...parts: readonly string[]): string => join(path, ...parts);
  return {
    path,
    resolve,
    readJson: (file) => readJsonFile(resolve(file)),
    async writeJson(file, value) {
      await makeFolder(dirname(resolve(file)));
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

async function readJsonFile<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    const remedy = 'Mend or remove the file; a deploy writes it again.';
    throw new StateError('UNREADABLE', `Cannot read ${path}: ${message}.`, {
      path,
      remedy,
      cause: error,
    });
  }
}

/**
 * Makes a folder and those above it one by one: where a file system denies a folder its being by
 * `ENOENT`, as /proc does, Node's own recursion never ends.
 */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') rethrowUnwritable(path)(error);
  });
}

function rethrowUnwritable(path: string): (error: unknown) => never {
  return (error) => {
    const { message } = error as Error;
    throw new StateError('UNWRITABLE', `Cannot write the state directory ${path}: ${message}.`, {
      path,
      remedy: 'Choose another with --state-dir or CELERIAC_STATE_DIR.',
      cause: error,
    });
  };
}

function randomId(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}
