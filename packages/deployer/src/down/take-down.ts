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

/**
 * Takes a plugin down: callers are told, workers finish what they run, queues and users go.
 *
 * Without `purge` its images stay, and a later call is told that the plugin was taken down. Works
 * on what a broken deploy left as well; throws `NOT_DEPLOYED` where there is nothing at all.
 */
export async function takeDown(
  plugin: string,
  context: {
    ports: DeployerPorts;
    purge: boolean;
    emit: Emit<DownEvent>;
    signal: AbortSignal;
  },
): Promise<void> {
  const { ports, purge, emit, signal } = context;
  const desired = await ports.desired.read(plugin);
  const entry = await ports.catalog.read(plugin);
  const name = desired?.plugin ?? entry?.plugin ?? plugin;
  const owner = { instance: ports.desired.instance, plugin: name };
  const containers = await ports.spawner.list(owner, { signal });
  if (desired === undefined && entry === undefined && containers.length === 0)
    throw new DeployError('NOT_DEPLOYED', `No plugin "${plugin}" is deployed.`, {
      plugin,
      remedy: 'See what is: celeriac ps.',
    });

  // The entry stays until the end: a take-down that dies half way finds its queues there again.
  const stopped = desired ? toCatalogEntry(desired, 'stopped') : entry;
  if (stopped) await ports.catalog.write(stopped);
  await ports.desired.remove(name);
  for (const { name: app, queue, user } of stopped?.apps ?? []) {
    const calls = await removeApp(
      { queue, user },
      {
        ports,
        containers: containers.filter((container) => container.owner.app === app),
        reason: `${name} was taken down.`,
        onRemoved: (container) => emit({ kind: 'stopped', app, container }),
      },
    );
    if (calls > 0) emit({ kind: 'answered', app, calls });
  }
  for (const { id } of await ports.spawner.list(owner)) {
    await ports.spawner.stop(id);
    await ports.spawner.remove(id);
  }
  await ports.spawner.sweep(owner);
  if (purge) {
    for (const image of await ports.builder.remove({ plugin: name }))
      emit({ kind: 'image-removed', image });
    await ports.catalog.remove(name);
  }
  const remaining = (await ports.desired.list()).length;
  if (purge && remaining === 0) await ports.broker.removeTopology();
  emit({ kind: 'down', plugin: name, remaining });
}
