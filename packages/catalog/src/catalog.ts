import { statSync } from 'node:fs';
import { type CatalogEntry, NameError } from '@celeriac/deployment';
import { findNearest } from '@celeriac/diagnostic';
import type { StateDirectory } from '@celeriac/state';
import { CatalogError } from './catalog-error.ts';
import { catalogFile, createCatalogStore } from './catalog-store.ts';
import { type DeployedFunction, findUnder, indexFunctions } from './function-index.ts';
import { readRetired, type RetiredApp, retiredFile } from './retired-contracts.ts';

/** Finds deployed functions by their call names. */
export interface Catalog {
  /**
   * The function of a call name such as `Demo:add`; case is ignored.
   *
   * Throws `CatalogError`: `BAD_CALL_NAME`, `UNKNOWN_PLUGIN`, `UNKNOWN_FUNCTION` (with near names)
   * or `APP_STOPPED` (the plugin was taken down).
   */
  find(callName: string): Promise<DeployedFunction>;
  /**
   * The function as a call under that contract was made of it, also where it was taken down or
   * replaced since; `undefined` where that is not known any more, or never was.
   *
   * Throws only where the state directory cannot be read, whatever the name is.
   */
  findCalled(call: {
    readonly callName: string;
    readonly contract: string;
  }): Promise<DeployedFunction | undefined>;
}

interface CachedRetired {
  readonly stamp: string;
  readonly apps: readonly RetiredApp[];
}

interface CachedEntry {
  readonly stamp: string;
  readonly entry: CatalogEntry;
  readonly functions: ReadonlyMap<string, DeployedFunction>;
}

/** Reads the catalog of a state directory; a file is read again only when it was replaced. */
export function createCatalog(state: StateDirectory): Catalog {
  const store = createCatalogStore(state);
  const cache = new Map<string, CachedEntry>();
  const retiredCache = new Map<string, CachedRetired>();

  async function load(plugin: string): Promise<CachedEntry | undefined> {
    const stamp = stampOf(state.resolve(catalogFile(plugin)));
    if (stamp === undefined) return undefined;
    const key = plugin.toLowerCase();
    const cached = cache.get(key);
    if (cached?.stamp === stamp) return cached;
    const entry = await store.read(plugin);
    if (entry?.plugin.toLowerCase() !== key) return undefined;
    const loaded = { stamp, entry, functions: indexFunctions(entry) };
    cache.set(key, loaded);
    return loaded;
  }

  async function loadRetired(plugin: string): Promise<readonly RetiredApp[]> {
    const stamp = stampOf(state.resolve(retiredFile(plugin)));
    if (stamp === undefined) return [];
    const key = plugin.toLowerCase();
    const cached = retiredCache.get(key);
    if (cached?.stamp === stamp) return cached.apps;
    const apps = (await readRetired(state, plugin)) ?? [];
    retiredCache.set(key, { stamp, apps });
    return apps;
  }

  return {
    async findCalled({ callName, contract }) {
      const parts = toParts(callName);
      if (parts === undefined) return undefined;
      const loaded = await load(parts[0]).catch(unlessName);
      const retired = (await loadRetired(parts[0]).catch(unlessName)) ?? [];
      return findUnder({ contract, name: parts[1] }, { entry: loaded?.entry, retired });
    },
    async find(callName) {
      const [plugin, name] = splitCallName(callName);
      const loaded = await load(plugin).catch(unlessName);
      if (loaded === undefined) throw unknownPlugin(callName, plugin, await store.list());
      if (loaded.entry.state === 'stopped') throw stopped(callName, loaded.entry.plugin);
      const found = loaded.functions.get(name.toLowerCase());
      if (found === undefined) throw unknownFunction(callName, name, loaded);
      return found;
    },
  };
}

/** Changes whenever the file is replaced: an atomic write gives a new inode. */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}

function unlessName(error: unknown): undefined {
  if (!(error instanceof NameError)) throw error;
}

function toParts(callName: string): [plugin: string, name: string] | undefined {
  const colon = callName.indexOf(':');
  const isWhole = colon > 0 && colon < callName.length - 1;
  return isWhole ? [callName.slice(0, colon), callName.slice(colon + 1)] : undefined;
}

function splitCallName(callName: string): [plugin: string, name: string] {
  const parts = toParts(callName);
  if (parts !== undefined) return parts;
  throw new CatalogError(
    'BAD_CALL_NAME',
    `"${callName}" is no call name: write Plugin:function, as in Demo:add.`,
    { callName },
  );
}

function unknownPlugin(
  callName: string,
  plugin: string,
  entries: readonly CatalogEntry[],
): CatalogError {
  const names = entries.map((entry) => entry.plugin);
  const nearest = findNearest(plugin, names);
  const message = nearest
    ? `No plugin "${plugin}" is deployed. Did you mean "${nearest}"?`
    : `No plugin "${plugin}" is deployed; there ${listed(names)}.`;
  return new CatalogError('UNKNOWN_PLUGIN', message, {
    callName,
    near: nearest ? [nearest] : [],
    remedy: 'Deploy it: celeriac deploy <folder>.',
  });
}

function unknownFunction(
  callName: string,
  name: string,
  { entry, functions }: CachedEntry,
): CatalogError {
  const names = [...new Set([...functions.values()].map((found) => found.signature.name))];
  const nearest = findNearest(name, names);
  const message = nearest
    ? `${entry.plugin} has no function "${name}". Did you mean "${entry.plugin}:${nearest}"?`
    : `${entry.plugin} has no function "${name}"; there ${listed(names)}.`;
  return new CatalogError('UNKNOWN_FUNCTION', message, {
    callName,
    near: nearest ? [`${entry.plugin}:${nearest}`] : [],
  });
}

function stopped(callName: string, plugin: string): CatalogError {
  return new CatalogError('APP_STOPPED', `${plugin} was taken down.`, {
    callName,
    remedy: `Deploy it again to call ${callName}.`,
  });
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'is none';
  const shown = names.slice(0, 10).join(', ');
  return names.length === 1 ? `is ${shown}` : `are ${shown}${names.length > 10 ? ', …' : ''}`;
}
