import type { CatalogEntry, UndertakenApp } from '@celeriac/deployment';
import { clearAway } from '../change/clear-away.ts';
import { toUndertaken, undertake } from '../change/undertake.ts';
import type { WaitingEvent } from '../change/waiting-event.ts';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';

/** What taking a plugin down tells while it runs; the last event is `down`. */
export type DownEvent =
  | WaitingEvent
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
  /** How long running calls have. */
  readonly stopGraceMs: number;
  readonly emit: Emit<DownEvent>;
  readonly signal: AbortSignal;
}

/** An engine takes no longer to end what did not end by itself. */
const KILL_MS = 60_000;

/**
 * Takes a plugin down: callers are told, workers finish what they run, queues and users go.
 *
 * Without `purge` its images stay, and a later call is told that the plugin was taken down. What a
 * deploy left that died half way goes as well; throws `NOT_DEPLOYED` where there was nothing at all.
 */
export async function takeDown(plugin: string, context: DownContext): Promise<void> {
  const { ports, purge, stopGraceMs, emit, signal } = context;
  const desired = await ports.desired.read(plugin);
  const entry = await ports.catalog.read(plugin);
  const left = await ports.desired.undertakings.read(plugin);
  const name = desired?.plugin ?? entry?.plugin ?? left?.plugin ?? plugin;
  const owner = { instance: ports.desired.instance, plugin: name };
  const containers = await ports.spawner.list(owner, { signal });

  await undertake(ports.desired, {
    plugin: name,
    purpose: `down of ${name}`,
    apps: [...(desired?.apps ?? []).map((app) => toUndertaken(app)), ...fromCatalog(entry)],
  });
  const stopped = desired ? toCatalogEntry(desired, 'stopped') : entry;
  if (stopped) await ports.catalog.write({ ...stopped, state: 'stopped' });
  await ports.desired.remove(name);
  await clearAway(name, {
    ports,
    stop: { graceMs: stopGraceMs, patienceMs: stopGraceMs + KILL_MS },
    onRemoved: ({ name: container, owner: { app } }) => emit({ kind: 'stopped', app, container }),
    onAnswered: (app, calls) => emit({ kind: 'answered', app, calls }),
  });
  const leftovers = await removeLeftovers(owner, context);
  const known = [desired, entry, left].some((one) => one !== undefined) || containers.length > 0;
  if (!known && leftovers === 0) throw notDeployed(plugin);
  const remaining = (await ports.desired.list()).length;
  if (purge && remaining === 0) await ports.broker.removeTopology();
  emit({ kind: 'down', plugin: name, remaining });
}

function fromCatalog(entry: CatalogEntry | undefined): readonly UndertakenApp[] {
  return (entry?.apps ?? []).map(({ name: app, queue, user }) => ({
    ...{ app, queue, user },
    controlQueues: [],
  }));
}

/** Removes what bears the plugin's name and nothing told of; resolves to how much there was. */
async function removeLeftovers(
  owner: { readonly instance: string; readonly plugin: string },
  { ports, purge, emit, signal }: DownContext,
): Promise<number> {
  await ports.spawner.sweep(owner);
  const objects = await ports.broker.removePlugin(owner, `${owner.plugin} was taken down.`);
  const calls = await ports.blobs.remove(owner, { signal });
  if (!purge) return objects.length + calls;
  const images = await ports.builder.remove({ plugin: owner.plugin });
  for (const image of images) emit({ kind: 'image-removed', image });
  await ports.catalog.remove(owner.plugin);
  return objects.length + calls + images.length;
}

function notDeployed(plugin: string): DeployError {
  return new DeployError('NOT_DEPLOYED', `No plugin "${plugin}" is deployed.`, {
    plugin,
    remedy: 'See what is: celeriac ps.',
  });
}
