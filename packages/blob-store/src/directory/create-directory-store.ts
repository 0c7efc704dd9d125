import { chmod, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobOwner, BlobStore } from '@celeriac/deployment';
import { makeFolder } from '@celeriac/state';
import { BlobStoreError } from '../blob-store-error.ts';
import { isLeftBehind } from '../call-name.ts';
import { appFolder, pluginPrefix } from '../claims.ts';
import { attachDirectoryCall, createDirectoryCall } from './directory-call.ts';

/** Nobody else of this machine gets below the root. */
const ROOT_MODE = 0o700;
/** The app's user in its container passes, and cannot list: a call's folder has a secret name. */
const APP_MODE = 0o711;

/** A store in a folder of this machine, one folder per app, which its containers have mounted. */
export function createDirectoryStore(root: string): BlobStore {
  const calls = async (app: string): Promise<readonly string[]> =>
    await readdir(join(root, app)).catch(() => []);
  const apps = async (owner: BlobOwner): Promise<readonly string[]> => {
    const found = await readdir(root).catch(() => []);
    return found.filter((folder) => isOf(folder, owner));
  };
  return {
    async prepare(app) {
      const directory = join(root, appFolder(app));
      try {
        await makeFolder(root);
        await chmod(root, ROOT_MODE);
        await mkdir(directory).catch(unlessCode('EEXIST'));
        await chmod(directory, APP_MODE);
      } catch (cause) {
        throw toUnwritable(directory, cause);
      }
      return { directory };
    },
    openCall: (app, life) => createDirectoryCall(join(root, appFolder(app)), life),
    attachCall: (app) => attachDirectoryCall(join(root, appFolder(app))),
    async sweep({ signal } = {}) {
      let swept = 0;
      for (const app of await apps({}))
        for (const call of (await calls(app)).filter((name) => isLeftBehind(name))) {
          signal?.throwIfAborted();
          await removeFolder(join(root, app, call));
          swept += 1;
        }
      return swept;
    },
    async remove(owner) {
      let removed = 0;
      for (const app of await apps(owner)) {
        removed += (await calls(app)).length;
        await removeFolder(join(root, app));
      }
      await rmdir(root).catch(unlessCode('ENOENT', 'ENOTEMPTY', 'EEXIST'));
      return removed;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function isOf(folder: string, { plugin, app }: BlobOwner): boolean {
  if (plugin === undefined) return true;
  if (app !== undefined) return folder === appFolder({ plugin, app });
  return folder.startsWith(pluginPrefix(plugin));
}

async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
    throw new BlobStoreError('UNWRITABLE', `Cannot remove ${path}: ${(cause as Error).message}.`, {
      cause,
      remedy: `An app may have made folders there that only root can remove: sudo rm -r ${path}`,
    });
  });
}

function toUnwritable(path: string, cause: unknown): BlobStoreError {
  const why = (cause as Error).message;
  return new BlobStoreError('UNWRITABLE', `Cannot make the blob directory ${path}: ${why}.`, {
    cause,
  });
}

function unlessCode(...codes: readonly string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
