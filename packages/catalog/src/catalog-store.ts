import { type CatalogEntry, type CatalogStore, toResourceName } from '@celeriac/deployment';
import type { StateDirectory } from '@celeriac/state';

const FOLDER = 'catalog';

/** The file of a plugin's entry within the state directory. */
export function catalogFile(plugin: string): string {
  return `${FOLDER}/${toResourceName(plugin)}.json`;
}

/** The catalog as files: one per plugin in `catalog/`, each replaced in one step. */
export function createCatalogStore(state: StateDirectory): CatalogStore {
  return {
    read: (plugin) => state.readJson<CatalogEntry>(catalogFile(plugin)),
    async list() {
      const names = await state.list(FOLDER);
      const entries = await Promise.all(
        names.map((name) => state.readJson<CatalogEntry>(`${FOLDER}/${name}`)),
      );
      return entries.filter((entry) => entry !== undefined);
    },
    write: (entry) => state.writeJson(catalogFile(entry.plugin), entry),
    remove: (plugin) => state.remove(catalogFile(plugin)),
  };
}
