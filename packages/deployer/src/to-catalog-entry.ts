import type { CatalogEntry, DesiredPlugin } from '@celeriac/deployment';

/** What callers are told of a plugin that is to run as `desired`. */
export function toCatalogEntry(
  desired: DesiredPlugin,
  state: CatalogEntry['state'] = 'deployed',
): CatalogEntry {
  return {
    plugin: desired.plugin,
    version: desired.version,
    state,
    controlUser: desired.controlUser,
    apps: desired.apps.map(({ broker, contract, functions, limits }) => ({
      name: broker.app,
      contract,
      queue: broker.queue,
      user: broker.user,
      functions,
      limits,
    })),
  };
}
