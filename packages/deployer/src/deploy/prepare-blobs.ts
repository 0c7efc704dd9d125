import { type BlobPlace, brokerUser, type DesiredPlugin, taskQueue } from '@celeriac/deployment';
import { holdPlugin } from '../change/hold-plugin.ts';
import { undertake } from '../change/undertake.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { DeploymentPlan } from '../plan/plan-deployment.ts';
import type { BlobPlaces } from './prepare-app.ts';

/**
 * Finds out that the blob store can be used before anything is built or started; what that makes for
 * an app that is never deployed is cleared away later.
 */
export async function prepareBlobs(
  { plugin: { name: plugin }, apps }: DeploymentPlan,
  {
    ports,
    before,
    signal,
  }: {
    readonly ports: DeployerPorts;
    readonly before: DesiredPlugin | undefined;
    readonly signal: AbortSignal;
  },
): Promise<BlobPlaces> {
  const known = new Set(before?.apps.map(({ broker }) => broker.app));
  const fresh = apps.flatMap(({ app: { name: app }, contract }) => {
    const identity = { instance: ports.desired.instance, plugin, app };
    const names = { queue: taskQueue({ ...identity, contract }), user: brokerUser(identity) };
    return known.has(app) ? [] : [{ app, ...names, controlQueues: [] }];
  });
  const purpose = `deploy of ${plugin}`;
  if (fresh.length > 0)
    await holdPlugin({ plugin, purpose }, { ports, signal }, () =>
      undertake(ports.desired, { plugin, purpose, apps: fresh }),
    );
  const places = new Map<string, BlobPlace>();
  for (const { app } of apps)
    places.set(app.name, await ports.blobs.prepare({ plugin, app: app.name }, { signal }));
  return places;
}

/** Where large values lie as far as it is known without making anything. */
export function knownBlobs(before: DesiredPlugin | undefined): BlobPlaces {
  return new Map(
    before?.apps.map(({ broker, template: { blobDirectory: directory, network } }) => {
      // The broker comes first; see `planTemplate`.
      const service = network.services[1];
      return [broker.app, { directory, ...(service && { service }) }];
    }),
  );
}
