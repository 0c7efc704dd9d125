import { compareLayers, type LayerChange } from '@celeriac/codegen';
import { type DesiredApp, type LayerInputs, LAYERS_LABEL } from '@celeriac/deployment';
import type { PluginModel } from '@celeriac/plugin';
import type { AppLock } from '@celeriac/plugin';
import type { DeployerPorts } from '../deployer-options.ts';
import { findCurrentLock } from '../lock/lock-apps.ts';
import type { AppPlan, PlanSettings } from './plan-deployment.ts';

/** Locks as they are, and the apps whose lock a deploy would make anew. */
export interface KnownLocks {
  readonly locks: ReadonlyMap<string, AppLock>;
  readonly outdated: ReadonlySet<string>;
}

/** Finds the locks of a plugin without making any; an outdated one stands in for what is to come. */
export function findKnownLocks(plugin: PluginModel, settings: PlanSettings): KnownLocks {
  const locks = new Map<string, AppLock>();
  const outdated = new Set<string>();
  for (const app of plugin.apps) {
    if (app.container.image !== undefined) continue;
    const current = findCurrentLock(app, plugin, settings);
    if (current === undefined) outdated.add(app.name);
    locks.set(app.name, current ?? app.lock ?? { inputs: '', text: '' });
  }
  return { locks, outdated };
}

/** Says of each layer of an app's image whether a deploy would build it, and why. */
export async function previewLayers(
  { app, build }: AppPlan,
  from: {
    readonly builder: DeployerPorts['builder'];
    readonly previous: DesiredApp | undefined;
    readonly outdated: ReadonlySet<string>;
    readonly signal: AbortSignal;
  },
): Promise<readonly LayerChange[]> {
  const { builder, previous, outdated, signal } = from;
  const after = parseInputs(build?.labels[LAYERS_LABEL]);
  if (after === undefined) return [];
  const labels = previous && (await builder.labels(previous.image, { signal }));
  const changes = compareLayers(parseInputs(labels?.[LAYERS_LABEL]), after);
  if (!outdated.has(app.name)) return changes;
  return changes.map((change) =>
    change.layer === 'dependencies'
      ? { ...change, action: 'built', reasons: ['requirements.lock is out of date'] }
      : change,
  );
}

function parseInputs(text: string | undefined): LayerInputs | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as LayerInputs;
  } catch {
    // A label that is none of ours says nothing, as that of an image that was never built.
    return undefined;
  }
}
