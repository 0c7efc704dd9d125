import type { BlobPlace, CatalogEntry, ContainerStatus, DesiredPlugin } from '@celeriac/deployment';
import type { PluginModel } from '@celeriac/plugin';
import { compareContracts } from '@celeriac/signature';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import { removeApp } from '../down/remove-app.ts';
import type { Emit } from '../event-stream.ts';
import { explain, lockApps } from '../lock/lock-apps.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import { findKnownLocks, previewLayers } from '../plan/preview-layers.ts';
import { toCatalogEntry } from '../to-catalog-entry.ts';
import { buildImage } from './build-image.ts';
import { type AppWork, type BlobPlaces, prepareApp } from './prepare-app.ts';
import type { DeployEvent } from './deploy-event.ts';
import { retireContainers } from './retire-version.ts';
import { startContainers } from './start-containers.ts';
import { toAppWorkers } from './to-app-workers.ts';

/** One deploy under way. */
export interface DeployContext {
  readonly ports: DeployerPorts;
  readonly settings: DeployerSettings;
  /** `frozen`: no lock may be out of date. `preview`: what would be done is told, and nothing is. */
  readonly mode?: 'frozen' | 'preview';
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

/**
 * Plans, builds, starts, switches, retires: in this order, so that what served goes on serving until
 * all that is new is ready, and a deploy that fails changes nothing that callers see.
 */
export async function deployPlugin(plugin: PluginModel, context: DeployContext): Promise<void> {
  const { ports, settings, emit, signal } = context;
  const began = performance.now();
  const dialect = await ports.builder.kind();
  const before = await ports.desired.read(plugin.name);
  refuseTakenName(plugin.name, before);
  const isPreview = context.mode === 'preview';
  const { locks, outdated } = isPreview
    ? findKnownLocks(plugin, settings)
    : { locks: await lockApps(plugin, { ...context, mode: context.mode }), outdated: NONE };
  const plan = planDeployment(plugin, { dialect, settings, locks });
  const owner = { instance: ports.desired.instance, plugin: plugin.name };
  const running = await ports.spawner.list(owner, { signal });
  const blobs = isPreview ? knownBlobs(before) : await prepareBlobs(plugin, context);
  const work = plan.apps.map((app) =>
    prepareApp(app, { plugin, before, running, blobs, outdated, context }),
  );
  for (const { plan: app, change } of work)
    emit({ kind: 'planned', app: app.app.name, image: app.image, ...change });
  tellDifferences(plugin, before, emit);
  if (isPreview) return await tellLayers(work, outdated, context);

  const changed = work.filter(({ change }) => change.action !== 'unchanged');
  for (const { plan: app } of changed)
    await buildImage(app, { ports, settings, emit, signal }).catch((error: unknown) => {
      throw explain(error, { app: app.app, plugin, settings });
    });
  if (changed.length > 0) await ports.broker.ensureTopology({ signal });
  await startAll(changed, context);

  const after: DesiredPlugin = {
    plugin: plugin.name,
    version: plugin.version,
    root: plugin.root,
    controlUser: settings.controlUser,
    apps: work.map(({ next }) => next),
  };
  await switchTo(after, before, context);
  for (const item of changed) await retirePrevious(item, running, context);
  await removeDropped({ before, after, running }, context);
  emit({
    kind: 'deployed',
    plugin: plugin.name,
    functions: functionNames(plugin),
    changed: changed.length,
    durationMs: performance.now() - began,
  });
}

/** Compares the plugin as a whole: callers do not notice which of its apps a function is in. */
function tellDifferences(
  { name: plugin, apps }: PluginModel,
  before: DesiredPlugin | undefined,
  emit: Emit<DeployEvent>,
): void {
  if (before === undefined) return;
  const was = before.apps.flatMap(({ functions }) => functions);
  const now = apps.flatMap(({ functions }) => functions.map(({ signature }) => signature));
  const comparison = compareContracts(was, now);
  if (comparison.verdict !== 'same') emit({ kind: 'compared', plugin, ...comparison });
}

/** Two names can map to the same resources; the one that is deployed keeps them. */
function refuseTakenName(name: string, before: DesiredPlugin | undefined): void {
  if (before === undefined || before.plugin === name) return;
  throw new DeployError(
    'NAME_TAKEN',
    `"${name}" and the deployed plugin "${before.plugin}" map to the same resource names.`,
    {
      plugin: name,
      remedy: `Rename one of them, or take the other down: celeriac down ${before.plugin}.`,
    },
  );
}

const NONE: ReadonlySet<string> = new Set();

async function tellLayers(
  work: readonly AppWork[],
  outdated: ReadonlySet<string>,
  { ports, emit, signal }: DeployContext,
): Promise<void> {
  for (const { plan, previous } of work) {
    const from = { builder: ports.builder, previous, outdated, signal };
    emit({ kind: 'layers', app: plan.app.name, layers: await previewLayers(plan, from) });
  }
}

function knownBlobs(before: DesiredPlugin | undefined): BlobPlaces {
  return new Map(
    before?.apps.map(({ broker, containers: [container] }) => {
      // The broker comes first; see `planContainers`.
      const service = container?.network.services[1];
      return [broker.app, { directory: container?.blobDirectory, ...(service && { service }) }];
    }),
  );
}

/** Finds out that the blob store can be used before anything is built or started. */
async function prepareBlobs(
  { name: plugin, apps }: PluginModel,
  { ports, signal }: DeployContext,
): Promise<BlobPlaces> {
  const places = new Map<string, BlobPlace>();
  for (const { name: app } of apps)
    places.set(app, await ports.blobs.prepare({ plugin, app }, { signal }));
  return places;
}

async function startAll(changed: readonly AppWork[], context: DeployContext): Promise<void> {
  const { ports, settings, emit, signal } = context;
  const begun: AppWork[] = [];
  try {
    for (const item of changed) {
      const { broker, containers } = item.next;
      await ports.broker.ensureApp(broker, { ...toAppWorkers(item.next, item.previous), signal });
      begun.push(item);
      await startContainers(containers, { ports, settings, broker, emit, signal });
    }
  } catch (error) {
    // What cannot be taken back is swept later; the first error is the one that says why.
    await Promise.allSettled(begun.map((item) => undoStart(item, ports)));
    throw error;
  }
}

/** Takes back what a failed deploy started, and no more: what served before goes on. */
async function undoStart({ next, previous }: AppWork, ports: DeployerPorts): Promise<void> {
  const { instance, plugin, app } = next.broker;
  const containers = await ports.spawner.list({ instance, plugin, app, version: next.version });
  await Promise.all(
    containers.map(async ({ id }) => {
      await ports.spawner.stop(id);
      await ports.spawner.remove(id);
    }),
  );
  if (previous?.broker.queue !== next.broker.queue)
    await ports.broker.removeQueue(next.broker.queue);
  if (previous !== undefined) return;
  await ports.broker.removeUser(next.broker.user);
  await ports.spawner.sweep({ instance, plugin, app });
}

/** Makes the new state durable first and visible to callers second: the controller mends the gap. */
async function switchTo(
  after: DesiredPlugin,
  before: DesiredPlugin | undefined,
  { ports, emit }: DeployContext,
): Promise<void> {
  const entry = toCatalogEntry(after);
  const shown = await ports.catalog.read(after.plugin);
  if (!same(before, after)) await ports.desired.write(after);
  if (same<CatalogEntry | undefined>(shown, entry)) return;
  await ports.catalog.write(entry);
  emit({ kind: 'switched', plugin: after.plugin });
}

async function retirePrevious(
  { plan, previous, next }: AppWork,
  running: readonly ContainerStatus[],
  { ports, settings, emit }: DeployContext,
): Promise<void> {
  const app = plan.app.name;
  const old = running.filter(({ owner }) => owner.app === app && owner.version !== next.version);
  const queue = previous?.broker.queue === next.broker.queue ? undefined : previous?.broker.queue;
  const drainTimeoutMs = settings.drainTimeoutMs ?? 60_000;
  const onRetired = (container: string): void => emit({ kind: 'retired', app, container });
  await retireContainers(old, { ports, drainTimeoutMs, onRetired }, queue);
}

/** Removes the apps that the plugin no longer has. */
async function removeDropped(
  {
    before,
    after,
    running,
  }: {
    readonly before: DesiredPlugin | undefined;
    readonly after: DesiredPlugin;
    readonly running: readonly ContainerStatus[];
  },
  { ports, emit }: DeployContext,
): Promise<void> {
  const kept = new Set(after.apps.map(({ broker }) => broker.app));
  for (const { broker } of before?.apps ?? []) {
    if (kept.has(broker.app)) continue;
    const { app } = broker;
    const containers = running.filter(({ owner }) => owner.app === app);
    const onRemoved = (container: string): void => emit({ kind: 'retired', app, container });
    const reason = `The app ${app} is no longer part of ${after.plugin}.`;
    await removeApp(broker, { ports, containers, reason, onRemoved });
    await ports.blobs.remove({ plugin: after.plugin, app });
  }
}

function functionNames(plugin: PluginModel): readonly string[] {
  return plugin.apps
    .flatMap((app) => app.functions.map(({ signature }) => `${plugin.name}:${signature.name}`))
    .sort();
}

function same<T>(a: T, b: T): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
