import type { DesiredApp } from '@celeriac/deployment';
import { holdPlugin } from '../change/hold-plugin.ts';
import { applyRelease, type ApplyContext } from '../deploy/apply-release.ts';
import { DeployError } from '../deployer-error.ts';
import { asleepReplicas, awakeBounds, effectiveScaling } from '../plan/plan-scaling.ts';

/** Which apps are to have how many containers; `auto` leaves it to `container.json` again. */
export interface ScaleRequest {
  readonly plugin: string;
  /** All of the plugin's where left out. */
  readonly app: string | undefined;
  readonly replicas: number | 'auto';
}

/** Sets how many containers apps have, and waits until those that come are ready. */
export async function scalePlugin(request: ScaleRequest, context: ApplyContext): Promise<void> {
  const { plugin, app } = request;
  const { ports, emit } = context;
  const purpose = `scaling of ${plugin}`;
  await holdPlugin({ plugin, purpose }, context, async () => {
    const before = await ports.desired.read(plugin);
    const chosen = before?.apps.filter(({ broker }) => app === undefined || broker.app === app);
    if (before === undefined || chosen === undefined || chosen.length === 0)
      throw nothingToScale(request, before?.apps ?? []);
    const apps = before.apps.map((one) => (chosen.includes(one) ? toScaled(one, request) : one));
    const changed = apps.filter((one, index) => one !== before.apps[index]);
    await applyRelease({ purpose, before, after: { ...before, apps }, changed }, context);
    for (const [index, one] of apps.entries())
      if (changed.includes(one))
        emit({
          ...{ kind: 'scaled', app: one.broker.app, to: one.replicas },
          from: before.apps[index]?.replicas ?? 0,
        });
  });
}

function toScaled(app: DesiredApp, { replicas }: ScaleRequest): DesiredApp {
  const { fixedReplicas: _, ...rest } = app;
  const scaled = replicas === 'auto' ? rest : { ...rest, fixedReplicas: replicas };
  const policy = effectiveScaling(scaled);
  const { min, max } = awakeBounds(policy);
  const isNone = replicas === 0 || (replicas === 'auto' && app.replicas === 0);
  const count = isNone ? asleepReplicas(policy) : Math.min(Math.max(app.replicas, min), max);
  return { ...scaled, replicas: count };
}

function nothingToScale({ plugin, app }: ScaleRequest, apps: readonly DesiredApp[]): DeployError {
  if (apps.length === 0)
    return new DeployError('NOT_DEPLOYED', `No plugin "${plugin}" is deployed.`, {
      plugin,
      remedy: 'See what is: celeriac ps.',
    });
  const names = apps.map(({ broker }) => broker.app).join(', ');
  return new DeployError('NO_APP', `${plugin} has no app "${app}".`, {
    plugin,
    remedy: `Its apps: ${names}.`,
  });
}
