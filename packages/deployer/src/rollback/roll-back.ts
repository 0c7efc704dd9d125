import type { DesiredApp, DesiredPlugin, Release } from '@celeriac/deployment';
import { toReplica } from '@celeriac/deployment';
import { holdPlugin } from '../change/hold-plugin.ts';
import { applyRelease, type ApplyContext } from '../deploy/apply-release.ts';
import { toNextRelease } from '../deploy/next-release.ts';
import { nextVersion } from '../deploy/prepare-app.ts';
import { DeployError } from '../deployer-error.ts';
import { planReplicas } from '../plan/plan-scaling.ts';

/** Makes a plugin again what it was in an earlier release, with its images and its environment. */
export async function rollBack(
  of: { readonly plugin: string; readonly release: number | undefined },
  context: ApplyContext,
): Promise<void> {
  const { ports, emit } = context;
  const began = performance.now();
  const purpose = `rollback of ${of.plugin}`;
  await holdPlugin({ plugin: of.plugin, purpose }, context, async () => {
    const before = await ports.desired.read(of.plugin);
    if (before === undefined) throw notDeployed(of.plugin);
    const target = findRelease(before, of.release);
    const { apps, changed } = await toApps(target, before, context);
    const { plugin, root, controlUser } = before;
    for (const { broker, image } of apps) {
      const isChanged = changed.some((app) => app.broker.app === broker.app);
      const action = isChanged ? 'replace' : 'unchanged';
      const reasons = isChanged ? [`back to release ${target.release}`] : [];
      emit({ kind: 'planned', app: broker.app, image, action, reasons });
    }
    const next = { plugin, version: target.version, root, controlUser, apps };
    const after = toNextRelease(next, before);
    await applyRelease({ purpose, before, after, changed }, context);
    emit({
      kind: 'deployed',
      plugin,
      release: after.release,
      functions: apps.flatMap((app) => app.functions.map(({ name }) => `${plugin}:${name}`)).sort(),
      changed: changed.length,
      durationMs: performance.now() - began,
    });
  });
}

function findRelease(before: DesiredPlugin, wanted: number | undefined): Release {
  const { plugin, release: current, history } = before;
  const [previous] = history;
  const found = wanted === undefined ? previous : history.find(({ release }) => release === wanted);
  if (found !== undefined) return found;
  const kept = history.map(({ release }) => release).join(', ');
  const message =
    wanted === current
      ? `${plugin} is at release ${current} already.`
      : `${plugin} has no ${wanted === undefined ? 'earlier release' : `release ${wanted}`} to go back to.`;
  const remedy = history.length > 0 ? `Releases that are kept: ${kept}.` : 'Deploy another folder.';
  throw new DeployError('NO_RELEASE', message, { plugin, remedy });
}

/** The apps of the release: those that still run as they did then stay, the others get a version. */
async function toApps(
  target: Release,
  before: DesiredPlugin,
  { ports, signal }: ApplyContext,
): Promise<{ readonly apps: readonly DesiredApp[]; readonly changed: readonly DesiredApp[] }> {
  const { plugin } = before;
  const running = await ports.spawner.list(
    { instance: ports.desired.instance, plugin },
    { signal },
  );
  const changed: DesiredApp[] = [];
  const apps: DesiredApp[] = [];
  for (const was of target.apps) {
    const { app } = was.broker;
    const now = before.apps.find(({ broker }) => broker.app === app);
    if (now?.version === was.version) {
      apps.push(now);
      continue;
    }
    await requireImage(was, ports.builder);
    const version = nextVersion(app, { before, running });
    const owner = { ...was.template.owner, version };
    const { fixedReplicas: _, ...rest } = was;
    const fixed = now?.fixedReplicas;
    const scaled = { ...rest, ...(fixed !== undefined && { fixedReplicas: fixed }) };
    const template = toReplica({ ...was.template, owner }, 0);
    const next = { ...scaled, version, template, replicas: planReplicas(scaled, now) };
    apps.push(next);
    changed.push(next);
  }
  return { apps, changed };
}

async function requireImage(
  { image, broker: { plugin, app } }: DesiredApp,
  builder: ApplyContext['ports']['builder'],
): Promise<void> {
  if (await builder.has(image)) return;
  throw new DeployError('IMAGE_GONE', `The image ${image} of ${plugin}/${app} is gone.`, {
    ...{ plugin, app },
    remedy: 'Deploy the folder of that time again: it is built anew.',
  });
}

function notDeployed(plugin: string): DeployError {
  const remedy = 'See what is: celeriac ps.';
  return new DeployError('NOT_DEPLOYED', `No plugin "${plugin}" is deployed.`, { plugin, remedy });
}
