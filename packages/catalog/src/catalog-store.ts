import { type CatalogEntry, type CatalogStore, toResourceName } from '@celeriac/deployment';
import type { StateDirectory } from '@celeriac/state';
import { retireContracts, retiredFile } from './retired-contracts.ts';

const FOLDER = 'catalog';

/** The file of a plugin's entry within the state directory. */
export function catalogFile(plugin: string): string {
  return `${FOLDER}/${toResourceName(plugin)}.json`;
}

/**
 * The catalog as files: one per plugin in `catalog/`, each replaced in one step. What a new entry no
 * longer has is kept in `retired/`, for the answers to calls of before, until the entry is removed.
 */
export function createCatalogStore(state: StateDirectory): CatalogStore {
  const read = (plugin: string): Promise<CatalogEntry | undefined> =>
    state.readJson<CatalogEntry>(catalogFile(plugin));
  return {
    read,
    async list() {
      const names = await state.list(FOLDER);
      const entries = await Promise.all(
        names.map((name) => state.readJson<CatalogEntry>(`${FOLDER}/${name}`)),
      );
      return entries.filter((entry) => entry !== undefined);
    },
    async write(entry) {
      const before = await read(entry.plugin).catch(() => undefined);
      if (before !== undefined) await retireContracts(state, { before, after: entry });
      await state.writeJson(catalogFile(entry.plugin), entry);
    },
    async remove(plugin) {
      await state.remove(catalogFile(plugin));
      await state.remove(retiredFile(plugin));
    },
  };
}
