import type { CatalogApp, ContainerStatus } from '@celeriac/deployment';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';
import { removeApp } from './remove-app.ts';

/** What taking a plugin down tells while it runs; the last event is `down`. */
export type DownEvent =
  | { readonly kind: 'stopped'; readonly app: string; readonly container: string }
  | { readonly kind: 'answered'; readonly app: string; readonly calls: number }
  | { readonly kind: 'image-removed'; readonly image: string }
  | {
      readonly kind: 'down';
      readonly plugin: string;
      /** Plugins that are still deployed. */
      readonly remaining: number;
    };

/** One take-down under way. */
export interface DownContext {
  readonly ports: DeployerPorts;
  readonly purge: boolean;
  readonly emit: Emit<DownEvent>;
  readonly signal: AbortSignal;
}

/**
 * Takes a plugin down: callers are told, workers finish what they run, queues and users go.
 *
 * Without `purge` its images stay, and a later call is told that the plugin was taken down. What a
 * deploy left that died half way goes as well; throws `NOT_DEPLOYED` where there was nothing at all.
 */
export async function takeDown(plugin: string, context: DownContext): Promise<void> {
  const { ports, purge, emit, signal } = context;
  const desired = await ports.desired.read(plugin);
  const entry = await ports.catalog.read(plugin);
  const name = desired?.plugin ?? entry?.plugin ?? plugin;
  const owner = { instance: ports.desired.instance, plugin: name };
  const containers = await ports.spawner.list(owner, { signal });

  // The entry stays until the end: a take-down that dies half way finds its queues there again.
  const stopped = desired ? toCatalogEntry(desired, 'stopped') : entry;
  if (stopped) await ports.catalog.write(stopped);
  await ports.desired.remove(name);
  for (const app of stopped?.apps ?? []) await stopApp(app, containers, { ...context, name });
  const left = await removeLeftovers(owner, context);
  const known = desired !== undefined || entry !== undefined || containers.length > 0;
  if (!known && left === 0)
    throw new DeployError('NOT_DEPLOYED', `No plugin "${plugin}" is deployed.`, {
      plugin,
      remedy: 'See what is: celeriac ps.',
    });
  const remaining = (await ports.desired.list()).length;
  if (purge && remaining === 0) await ports.broker.removeTopology();
  emit({ kind: 'down', plugin: name, remaining });
}

async function stopApp(
  { name: app, queue, user }: CatalogApp,
  containers: readonly ContainerStatus[],
  { ports, emit, name }: DownContext & { readonly name: string },
): Promise<void> {
  const calls = await removeApp(
    { queue, user },
    {
      ports,
      containers: containers.filter(({ owner }) => owner.app === app),
      reason: `${name} was taken down.`,
      onRemoved: (container) => emit({ kind: 'stopped', app, container }),
    },
  );
  if (calls > 0) emit({ kind: 'answered', app, calls });
}

/** Removes what bears the plugin's name and no entry told of; resolves to how much there was. */
async function removeLeftovers(
  owner: { readonly instance: string; readonly plugin: string },
  { ports, purge, emit, signal }: DownContext,
): Promise<number> {
  for (const { id, name, owner: of } of await ports.spawner.list(owner)) {
    await ports.spawner.stop(id);
    await ports.spawner.remove(id);
    emit({ kind: 'stopped', app: of.app, container: name });
  }
  await ports.spawner.sweep(owner);
  const objects = await ports.broker.removePlugin(owner, `${owner.plugin} was taken down.`);
  const calls = await ports.blobs.remove(owner, { signal });
  if (!purge) return objects.length + calls;
  const images = await ports.builder.remove({ plugin: owner.plugin });
  for (const image of images) emit({ kind: 'image-removed', image });
  await ports.catalog.remove(owner.plugin);
  return objects.length + calls + images.length;
}
