import {
  brokerUser,
  containerName,
  type DesiredApp,
  type DesiredPlugin,
  taskQueue,
} from '@celeriac/deployment';

/** Apps of one plugin, of those that are made up here. */
const APPS_EACH = 10;
const CONTRACT = '0123456789abcdef';
/** Does nothing, and ends at once when it is told to. */
const SCRIPT = 'trap "exit 0" TERM; sleep 86400 & wait';

/** Plans plugins with so many apps in all, of one small container each, from an image of `makeScriptImage`. */
export function planMany(
  count: number,
  of: { readonly instance: string; readonly image: string; readonly controlUser: string },
): readonly DesiredPlugin[] {
  const apps = Array.from({ length: count }, (_, one) =>
    planApp({ ...of, plugin: `Many${Math.floor(one / APPS_EACH)}`, app: `app-${one}` }),
  );
  return [...Map.groupBy(apps, ({ broker }) => broker.plugin)].map(([plugin, own]) => ({
    ...{ plugin, root: '/nowhere', controlUser: of.controlUser, history: [] },
    ...{ release: 1, version: '1.0.0', deployedAt: new Date().toISOString(), apps: own },
  }));
}

function planApp(of: {
  readonly instance: string;
  readonly plugin: string;
  readonly app: string;
  readonly image: string;
}): DesiredApp {
  const { image, ...identity } = of;
  const owner = { ...identity, version: 1 };
  const queue = taskQueue({ ...identity, contract: CONTRACT });
  return {
    ...{ version: 1, contract: CONTRACT, functions: [], limits: {}, image, replicas: 1 },
    broker: { ...identity, queue, user: brokerUser(identity), password: 'bench' },
    template: {
      ...{ name: containerName({ ...owner, replica: 0 }), owner, image, env: { SCRIPT } },
      ...{ cpu: 0.1, memoryMiB: 16, shmSizeMiB: 8, storageGiB: 1, gpu: 0, stopGraceMs: 2_000 },
      ...{ network: { kind: 'internet', services: [] }, specHash: 'bench' },
    },
    scaling: { onDemand: false, replicas: { min: 1, max: 1 }, warm: 0, concurrency: 1 },
  };
}
