import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateDirectory } from './state-directory.ts';
import { StateError } from './state-error.ts';

/** Holds the id of the instance; where it is, a folder is a state directory. */
export const INSTANCE_FILE = 'instance.json';

/** The lock of the controller, held as long as it runs. */
export const CONTROLLER_LOCK = 'serve.lock';

/** What a controller that was started in the background writes. */
export const CONTROLLER_LOG = 'serve.log';

/** Holds images and workers that are folders and processes of this machine; see `@celeriac/local`. */
export const LOCAL_FOLDER = 'local';

/** The lock of a `celeriac dev`, held as long as it runs. */
export const DEV_LOCK = 'dev.lock';

/** Where the broker of a `celeriac dev` listened last, and its password. */
export const DEV_BROKER = 'dev-broker.json';

/** The lock of deployers, of which one at a time is at work. */
export const CHANGE_LOCK = 'change.lock';

/** Holds the locks of single plugins. */
export const PLUGIN_LOCKS = 'locks';

/** Holds large values of calls under way, a folder per app; see `@celeriac/blob-store`. */
export const BLOB_FOLDER = 'blobs';

/** All that is ever written, in the order of its removal: the id goes last. */
const OWN_FILES = [
  'desired',
  'undertakings',
  'conditions',
  'catalog',
  'retired',
  BLOB_FOLDER,
  LOCAL_FOLDER,
  'settings.json',
  DEV_LOCK,
  DEV_BROKER,
  CHANGE_LOCK,
  PLUGIN_LOCKS,
  CONTROLLER_LOCK,
  CONTROLLER_LOG,
  INSTANCE_FILE,
];

/** Removes what we keep in a state directory, and the directory where nothing else is in it. */
export async function removeStateDirectory({ path }: StateDirectory): Promise<void> {
  const names = await readdir(path).catch(() => []);
  for (const own of OWN_FILES)
    for (const name of names.filter((found) => belongsTo(found, own)))
      await rm(join(path, name), { force: true, recursive: true });
  await rmdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}

/** Throws `NOT_A_STATE_DIRECTORY` for a folder that holds anything that is not ours. */
export async function refuseForeignFolder(path: string): Promise<void> {
  const names = await readdir(path).catch(() => []);
  const foreign = names.find((name) => !OWN_FILES.some((own) => belongsTo(name, own)));
  if (foreign === undefined) return;
  throw new StateError(
    'NOT_A_STATE_DIRECTORY',
    `The folder ${path} holds other things, such as "${foreign}", and is no state directory.`,
    { path, remedy: 'Choose an empty or new one with --state-dir or CELERIAC_STATE_DIR.' },
  );
}

/** A file itself, or one that a write or a lock of it left when its process was killed. */
function belongsTo(name: string, own: string): boolean {
  return name === own || name.startsWith(`${own}.`);
}
