import { type CatalogApp, type CatalogEntry, toResourceName } from '@celeriac/deployment';
import type { StateDirectory } from '@celeriac/state';

/** An app under a contract that is called no longer, and whose answers may still be taken. */
export interface RetiredApp extends CatalogApp {
  /** As the plugin was spelled. */
  readonly plugin: string;
  /** Broker user of the deployer at that time. */
  readonly controlUser: string;
  /** When it was last in the catalog, on the clock of `Date.now()`. */
  readonly retiredAt: number;
}

const FOLDER = 'retired';
/** As long as a call can wait for a worker and its answer then for whoever takes it. */
const KEPT_MS = 16 * 24 * 3_600_000;
/** Of one plugin: who changes a signature with every save must not fill the disk. */
const KEPT_COUNT = 50;

/** The file of a plugin's contracts that are called no longer, within the state directory. */
export function retiredFile(plugin: string): string {
  return `${FOLDER}/${toResourceName(plugin)}.json`;
}

/** Throws `UNREADABLE` where the file is broken. */
export function readRetired(
  state: StateDirectory,
  plugin: string,
): Promise<readonly RetiredApp[] | undefined> {
  return state.readJson<readonly RetiredApp[]>(retiredFile(plugin));
}

/** Keeps what of an entry is not in the one that takes its place. */
export async function retireContracts(
  state: StateDirectory,
  { before, after }: { readonly before: CatalogEntry; readonly after: CatalogEntry },
): Promise<void> {
  const now = Date.now();
  const { plugin, controlUser } = before;
  const gone = before.apps
    .filter((app) => !after.apps.some((other) => isSame(app, other)))
    .map((app): RetiredApp => ({ ...app, plugin, controlUser, retiredAt: now }));
  if (gone.length === 0) return;
  const file = retiredFile(plugin);
  // A file that is broken is written anew, as a deploy does with all of the catalog.
  const known = (await readRetired(state, plugin).catch(() => undefined)) ?? [];
  const kept = known.filter(
    (app) => app.retiredAt > now - KEPT_MS && !gone.some((other) => isSame(app, other)),
  );
  await state.writeJson(file, [...gone, ...kept].slice(0, KEPT_COUNT));
}

function isSame(one: CatalogApp, other: CatalogApp): boolean {
  return one.name === other.name && one.contract === other.contract;
}
