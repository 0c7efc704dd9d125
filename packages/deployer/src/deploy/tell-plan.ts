import type { DesiredPlugin } from '@celeriac/deployment';
import type { PluginModel } from '@celeriac/plugin';
import { compareContracts } from '@celeriac/signature';
import type { DeployerPorts } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import { previewLayers } from '../plan/preview-layers.ts';
import type { DeployEvent } from './deploy-event.ts';
import type { AppWork } from './prepare-app.ts';

/**
 * Tells what becomes of each app, and what callers can notice of the plugin as a whole: they do not
 * notice which of its apps a function is in.
 */
export function tellPlan(
  work: readonly AppWork[],
  {
    plugin: { name: plugin, apps },
    before,
  }: {
    readonly plugin: PluginModel;
    readonly before: DesiredPlugin | undefined;
  },
  emit: Emit<DeployEvent>,
): void {
  for (const { plan, change } of work)
    emit({ kind: 'planned', app: plan.app.name, image: plan.image, ...change });
  if (before === undefined) return;
  const was = before.apps.flatMap(({ functions }) => functions);
  const now = apps.flatMap(({ functions }) => functions.map(({ signature }) => signature));
  const comparison = compareContracts(was, now);
  if (comparison.verdict !== 'same') emit({ kind: 'compared', plugin, ...comparison });
}

/** Tells of each app which layers of its image would be built anew. */
export async function tellLayers(
  work: readonly AppWork[],
  {
    ports,
    emit,
    signal,
    outdated,
  }: {
    readonly ports: DeployerPorts;
    readonly emit: Emit<DeployEvent>;
    readonly signal: AbortSignal;
    readonly outdated: ReadonlySet<string>;
  },
): Promise<void> {
  for (const { plan, previous } of work) {
    const from = { builder: ports.builder, previous, outdated, signal };
    emit({ kind: 'layers', app: plan.app.name, layers: await previewLayers(plan, from) });
  }
}
