import { type DesiredPlugin, type DesiredStore, toResourceName } from '@celeriac/deployment';
import { CHANGE_LOCK } from './own-files.ts';
import { acquireLock } from './process-lock.ts';
import type { StateDirectory } from './state-directory.ts';

const FOLDER = 'desired';

/** The desired state as files: one per plugin in `desired/`, changes under one lock. */
export function createDesiredStore(state: StateDirectory): DesiredStore {
  const fileOf = (plugin: string): string => `${FOLDER}/${toResourceName(plugin)}.json`;
  return {
    instance: state.instance,
    read: (plugin) => state.readJson<DesiredPlugin>(fileOf(plugin)),
    async list() {
      const names = await state.list(FOLDER);
      const found = await Promise.all(
        names.map((name) => state.readJson<DesiredPlugin>(`${FOLDER}/${name}`)),
      );
      return found.filter((plugin) => plugin !== undefined);
    },
    write: (desired) => state.writeJson(fileOf(desired.plugin), desired),
    remove: (plugin) => state.remove(fileOf(plugin)),
    async withLock(purpose, work, options = {}) {
      await using _lock = await acquireLock(state.resolve(CHANGE_LOCK), { purpose, ...options });
      return await work();
    },
  };
}
