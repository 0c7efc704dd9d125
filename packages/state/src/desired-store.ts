import {
  type DesiredPlugin,
  type DesiredStore,
  type LockOptions,
  type PluginCondition,
  type PluginFiles,
  toResourceName,
  type Undertaking,
} from '@celeriac/deployment';
import { makeFolder } from './make-folder.ts';
import { CHANGE_LOCK, PLUGIN_LOCKS } from './own-files.ts';
import { acquireLock } from './process-lock.ts';
import { unreadable } from './read-json-file.ts';
import type { StateDirectory } from './state-directory.ts';
import { rethrowUnwritable } from './state-error.ts';

/** The desired state as files: one per plugin in `desired/`, and one per change that is under way. */
export function createDesiredStore(state: StateDirectory): DesiredStore {
  const desired = createFiles<DesiredPlugin>(state, 'desired');
  const hold = async <T>(
    lock: string,
    purpose: string,
    of: { readonly work: () => Promise<T>; readonly options: LockOptions | undefined },
  ): Promise<T> => {
    await using _lock = await acquireLock(state.resolve(lock), { purpose, ...of.options });
    return await of.work();
  };
  return {
    instance: state.instance,
    ...desired,
    undertakings: createFiles<Undertaking>(state, 'undertakings'),
    conditions: createFiles<PluginCondition>(state, 'conditions'),
    withLock: (purpose, work, options) => hold(CHANGE_LOCK, purpose, { work, options }),
    async withPluginLock({ plugin, purpose }, work, options) {
      const lock = `${PLUGIN_LOCKS}/${toResourceName(plugin)}.lock`;
      await makeFolder(state.resolve(PLUGIN_LOCKS)).catch(rethrowUnwritable(state.path));
      return await hold(lock, purpose, { work, options });
    },
  };
}

/** A folder with a file for each plugin, each replaced in one step. */
function createFiles<T extends { readonly plugin: string }>(
  state: StateDirectory,
  folder: string,
): PluginFiles<T> {
  const fileOf = (plugin: string): string => `${folder}/${toResourceName(plugin)}.json`;
  const readFile = async (file: string): Promise<T | undefined> => {
    const value = await state.readJson<T>(file);
    if (value === undefined || typeof value.plugin === 'string') return value;
    throw unreadable(state.resolve(file), 'it names no plugin');
  };
  return {
    read: (plugin) => readFile(fileOf(plugin)),
    async list() {
      const names = await state.list(folder);
      const found = await Promise.all(names.map((name) => readFile(`${folder}/${name}`)));
      return found.filter((value) => value !== undefined);
    },
    write: (value) => state.writeJson(fileOf(value.plugin), value),
    remove: (plugin) => state.remove(fileOf(plugin)),
  };
}
