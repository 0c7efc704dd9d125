import type { CatalogEntry, DesiredPlugin } from '@celeriac/deployment';
import { canSleep, effectiveScaling } from './plan/plan-scaling.ts';

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
    apps: desired.apps.map((app) => ({
      name: app.broker.app,
      contract: app.contract,
      queue: app.broker.queue,
      user: app.broker.user,
      functions: app.functions,
      limits: app.limits,
      ...(canSleep(effectiveScaling(app)) && { sleeps: true as const }),
    })),
  };
}
