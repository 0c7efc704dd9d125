import type { CatalogEntry, UndertakenApp } from '@celeriac/deployment';
import type { DrainingEvent, RetiredEvent } from '../change/departure-event.ts';
import { seeAway } from '../change/see-away.ts';
import { toUndertaken, undertake } from '../change/undertake.ts';
import type { WaitingEvent } from '../change/waiting-event.ts';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';

/** What taking a plugin down tells while it runs; the last event is `down`. */
export type DownEvent =
  | WaitingEvent
  /** So many calls run, and are waited for. */
  | { readonly kind: 'running'; readonly app: string; readonly calls: number }
  | DrainingEvent
  | (Omit<RetiredEvent, 'kind'> & { readonly kind: 'stopped' })
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
  /** How long running calls have at most; as long as their app has unless given. */
  readonly stopGraceMs?: number;
  /** Holds instance and plugin while a part of it is done. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  readonly emit: Emit<DownEvent>;
  readonly signal: AbortSignal;
}

/**
 * Takes a plugin down: callers are told, workers finish what they run, queues and users go.
 *
 * Without `purge` its images stay, and a later call is told that the plugin was taken down. What a
 * deploy left that died half way goes as well; throws `NOT_DEPLOYED` where there was nothing at all.
 * Nothing is held while calls finish; given up then, the controller or the next change finishes it.
 */
export async function takeDown(plugin: string, context: DownContext): Promise<void> {
  const { ports, purge, hold, emit, signal } = context;
  const { owner, isKnown } = await hold(() => withdraw(plugin, context));
  const { plugin: name } = owner;
  await seeAway(name, {
    ...context,
    patienceMs: Infinity,
    onAnswered: (app, calls) => emit({ kind: 'answered', app, calls }),
    emit: (event) => emit(event.kind === 'retired' ? { ...event, kind: 'stopped' } : event),
  });
  signal.throwIfAborted();
  await hold(async () => {
    // Whoever has deployed it again meanwhile wants it.
    const isBack = (await ports.desired.read(name)) !== undefined;
    const leftovers = isBack ? 0 : await removeLeftovers(owner, context);
    if (!isKnown && leftovers === 0) throw notDeployed(plugin);
    const remaining = (await ports.desired.list()).length;
    if (purge && remaining === 0) await ports.broker.removeTopology();
    emit({ kind: 'down', plugin: name, remaining });
  });
}

/** Makes that nothing of it is desired, which all that is left to do follows from. */
async function withdraw(
  plugin: string,
  { ports, emit, signal }: DownContext,
): Promise<{
  readonly owner: { readonly instance: string; readonly plugin: string };
  readonly isKnown: boolean;
}> {
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
  for (const { broker } of desired?.apps ?? []) {
    const calls = (await ports.broker.queueStatus(broker.queue, { signal }))?.unacknowledged ?? 0;
    if (calls > 0) emit({ kind: 'running', app: broker.app, calls });
  }
  const stopped = desired ? toCatalogEntry(desired, 'stopped') : entry;
  if (stopped) await ports.catalog.write({ ...stopped, state: 'stopped' });
  await ports.desired.remove(name);
  const isKnown = [desired, entry, left].some((one) => one !== undefined) || containers.length > 0;
  return { owner, isKnown };
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
