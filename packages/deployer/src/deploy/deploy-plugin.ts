import type { DesiredPlugin } from '@celeriac/deployment';
import type { PluginModel } from '@celeriac/plugin';
import { holdPlugin } from '../change/hold-plugin.ts';
import { DeployError } from '../deployer-error.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { explain, lockApps } from '../lock/lock-apps.ts';
import { type DeploymentPlan, planDeployment } from '../plan/plan-deployment.ts';
import { findKnownLocks } from '../plan/preview-layers.ts';
import { applyRelease } from './apply-release.ts';
import { buildImage } from './build-image.ts';
import type { DeployEvent } from './deploy-event.ts';
import { toNextRelease } from './next-release.ts';
import { type AppWork, type BlobPlaces, prepareApp } from './prepare-app.ts';
import { knownBlobs, prepareBlobs } from './prepare-blobs.ts';
import { tellLayers, tellPlan } from './tell-plan.ts';

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
 * Plans and builds first, then applies the release while it holds the plugin: a build is nothing
 * that the controller need wait for.
 */
export async function deployPlugin(plugin: PluginModel, context: DeployContext): Promise<void> {
  const { ports, settings, emit } = context;
  const began = performance.now();
  const dialect = await ports.builder.kind();
  const before = await ports.desired.read(plugin.name);
  refuseTakenName(plugin.name, before);
  const isPreview = context.mode === 'preview';
  const { locks, outdated } = isPreview
    ? findKnownLocks(plugin, settings)
    : { locks: await lockApps(plugin, { ...context, mode: context.mode }), outdated: NONE };
  const plan = planDeployment(plugin, { dialect, settings, locks });
  const blobs = isPreview ? knownBlobs(before) : await prepareBlobs(plan, { ...context, before });
  const parts = { blobs, outdated, context };
  try {
    const work = await prepareApps(plan, before, parts);
    tellPlan(work, { plugin, before }, emit);
    if (isPreview) return await tellLayers(work, { ...context, outdated });
    await buildImages(work, plugin, context);
    const applied = await applyPlan(plan, parts);
    const durationMs = performance.now() - began;
    const functions = functionNames(plugin);
    emit({ kind: 'deployed', plugin: plugin.name, functions, ...applied, durationMs });
  } catch (error) {
    // Whatever is left of it goes; where that is not possible now, the controller does it later.
    const of = { plugin: plugin.name, purpose: `the end of a deploy of ${plugin.name}` };
    if (!isPreview) await holdPlugin(of, { ports }, async () => undefined).catch(() => undefined);
    throw error;
  }
}

const NONE: ReadonlySet<string> = new Set();

interface WorkParts {
  readonly blobs: BlobPlaces;
  readonly outdated: ReadonlySet<string>;
  readonly context: DeployContext;
}

async function prepareApps(
  { plugin, apps }: DeploymentPlan,
  before: DesiredPlugin | undefined,
  parts: WorkParts,
): Promise<readonly AppWork[]> {
  const { ports, signal } = parts.context;
  const owner = { instance: ports.desired.instance, plugin: plugin.name };
  const running = await ports.spawner.list(owner, { signal });
  return apps.map((app) => prepareApp(app, { plugin, before, running, ...parts }));
}

async function buildImages(
  work: readonly AppWork[],
  plugin: PluginModel,
  { ports, settings, emit, signal }: DeployContext,
): Promise<void> {
  for (const { plan, change } of work) {
    const isKept = change.action === 'unchanged' || change.action === 'rescale';
    // What sleeps, or ends some day, has to find its image when it is started again.
    if (isKept && (await ports.builder.has(plan.image, { signal }))) continue;
    await buildImage(plan, { ports, settings, emit, signal }).catch((error: unknown) => {
      throw explain(error, { app: plan.app, plugin, settings });
    });
  }
}

/** Makes the plan so; resolves to the release that it is, and to how many apps it changed. */
async function applyPlan(
  plan: DeploymentPlan,
  parts: WorkParts,
): Promise<{ readonly release: number; readonly changed: number }> {
  const { context } = parts;
  const { ports, settings } = context;
  const { name, version, root } = plan.plugin;
  const purpose = `deploy of ${name}`;
  return await holdPlugin({ plugin: name, purpose }, context, async () => {
    // The controller may have started or stopped containers while this was building.
    const before = await ports.desired.read(name);
    const work = await prepareApps(plan, before, parts);
    const apps = work.map(({ next }) => next);
    const { controlUser } = settings;
    const after = toNextRelease({ plugin: name, version, root, controlUser, apps }, before);
    const changed = work.flatMap(({ change, next }) =>
      change.action === 'unchanged' ? [] : [next],
    );
    await applyRelease({ purpose, before, after, changed }, context);
    return { release: after.release, changed: changed.length };
  });
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

function functionNames(plugin: PluginModel): readonly string[] {
  return plugin.apps
    .flatMap((app) => app.functions.map(({ signature }) => `${plugin.name}:${signature.name}`))
    .sort();
}
