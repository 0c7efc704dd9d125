import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCurrentLock, type LockSettings } from '@celeriac/deployer';
import type { LockStore } from '@celeriac/deployment';
import type { AppLock, PluginModel } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import { makeFolder } from '@celeriac/state';
import { writeFile } from 'node:fs/promises';

/** Locks of a developer's machine, beside those that are committed. */
export interface KeptLocks {
  readonly store: LockStore;
  /**
   * Gives each app its lock: the one in its folder where that is what it asks for here, else the one
   * that was made here before.
   */
  fill(plugin: PluginModel, settings: LockSettings): Promise<PluginModel>;
}

/**
 * Keeps locks in the cache: what is resolved for the Python of this machine is no reason to change a
 * file that is committed. `celeriac lock` does that.
 */
export function keepLocks(cacheDirectory: string): KeptLocks {
  const folder = join(cacheDirectory, 'locks');
  const fileOf = (directory: string): string =>
    join(folder, `${sha256Hex(directory).slice(0, 16)}.json`);
  const read = async (directory: string): Promise<AppLock | undefined> => {
    try {
      return JSON.parse(await readFile(fileOf(directory), 'utf8')) as AppLock;
    } catch {
      return undefined;
    }
  };
  return {
    store: {
      async write(directory, lock) {
        await makeFolder(folder);
        await writeFile(fileOf(directory), JSON.stringify(lock));
        return true;
      },
    },
    async fill(plugin, settings) {
      const apps = plugin.apps.map(async (app) => {
        if (app.container.image !== undefined) return app;
        if (findCurrentLock(app, plugin, settings) !== undefined) return app;
        const lock = await read(app.directory);
        return lock === undefined ? app : { ...app, lock };
      });
      return { ...plugin, apps: await Promise.all(apps) };
    },
  };
}
