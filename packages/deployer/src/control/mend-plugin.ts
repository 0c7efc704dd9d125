import {
  type ContainerSpec,
  type ContainerStatus,
  type DesiredApp,
  type DesiredPlugin,
  explainCause,
  replicasOf,
} from '@celeriac/deployment';
import { holdPlugin } from '../change/hold-plugin.ts';
import { toUndertaken, undertake } from '../change/undertake.ts';
import { ensureAppBroker } from '../deploy/ensure-app-broker.ts';
import { readLastLines } from '../deploy/last-lines.ts';
import { preparedReplicas } from '../plan/plan-scaling.ts';
import type { ControllerParts } from './controller-parts.ts';
import { noteEnd } from './note-end.ts';
import { clearing, removeUnwanted } from './remove-unwanted.ts';
import { wantedReplicas } from './wanted-replicas.ts';

/**
 * Makes one plugin what is desired of it now; throws `LOCKED` where somebody changes it. Resolves to
 * whether that is all, or containers are left that finish their calls.
 */
export async function mendPlugin(
  plugin: string,
  parts: ControllerParts,
  options: { readonly waitMs?: number } = {},
): Promise<boolean> {
  const { ports, signal } = parts;
  const purpose = `the controller's care for ${plugin}`;
  const hold = { ports, signal, waitMs: options.waitMs ?? 0, ...clearing(parts) };
  return await holdPlugin({ plugin, purpose }, hold, async ({ catalogMended }) => {
    if (catalogMended) parts.emit({ kind: 'catalog-mended', plugin });
    const before = await ports.desired.read(plugin);
    if (before === undefined) return await removeUnwanted(plugin, undefined, parts);
    const desired = await scaleByDemand(before, parts);
    for (const app of desired.apps) await mendQueue(app, parts);
    await startMissing(desired, parts);
    return await removeUnwanted(plugin, desired, parts);
  });
}

/** Decides how many containers each app has, and makes that durable before it is so. */
async function scaleByDemand(
  before: DesiredPlugin,
  { ports, demand, conditions, backoff, emit, signal }: ControllerParts,
): Promise<DesiredPlugin> {
  const apps = before.apps.map((app) => {
    const { queue } = app.broker;
    const replicas = wantedReplicas(app, { demand, conditions });
    demand.answered(queue);
    return replicas === app.replicas ? app : { ...app, replicas };
  });
  const changed = apps.filter((app, index) => app !== before.apps[index]);
  if (changed.length === 0) return before;
  const { plugin } = before;
  const grown = changed.filter(
    (app) => preparedReplicas(app) !== preparedReplicas(find(before, app)),
  );
  if (grown.length > 0)
    await undertake(ports.desired, {
      plugin,
      purpose: `scaling of ${plugin}`,
      apps: [...before.apps, ...apps].map((app) => toUndertaken(app)),
    });
  for (const app of grown) await ensureAppBroker(app, { ports, signal });
  const desired = { ...before, apps };
  await ports.desired.write(desired);
  for (const app of changed) {
    const from = find(before, app).replicas;
    const { app: name, queue } = app.broker;
    const { backlog, idleMs } = demand.of(queue);
    const wakes = from === 0 ? 'a call came' : `${backlog} calls wait or run`;
    const sleeps = conditions.isFailing(queue)
      ? 'it does not come up'
      : `it idled for ${Math.round(idleMs / 1000)} s`;
    const reason = app.replicas > from ? wakes : sleeps;
    // What is stopped on purpose is started again without delay.
    for (const { name: stopped } of replicasOf(app, from).slice(app.replicas))
      backoff.forget(stopped);
    emit({ kind: 'scaled', plugin, app: name, from, to: app.replicas, reason });
  }
  return desired;
}

function find({ apps }: DesiredPlugin, { broker }: DesiredApp): DesiredApp {
  const found = apps.find((app) => app.broker.app === broker.app);
  if (found === undefined) throw new Error(`${broker.app} is no app of ${broker.plugin}`);
  return found;
}

/** A queue that somebody deleted is there again, with all that belongs to it. */
async function mendQueue(app: DesiredApp, parts: ControllerParts): Promise<void> {
  const { ports, emit, signal } = parts;
  const { queue, plugin } = app.broker;
  if (!parts.demand.isGone(queue)) return;
  if ((await ports.broker.queueStatus(queue, { signal })) !== undefined) return;
  await ports.broker.ensureTopology({ signal });
  await ensureAppBroker(app, { ports, signal });
  emit({ kind: 'queue-mended', plugin, queue });
}

async function startMissing(desired: DesiredPlugin, parts: ControllerParts): Promise<void> {
  const { ports, signal } = parts;
  const { instance } = ports.desired;
  const actual = await ports.spawner.list({ instance, plugin: desired.plugin }, { signal });
  const byName = new Map(actual.map((status) => [status.name, status]));
  const undertaking = await ports.desired.undertakings.read(desired.plugin);
  const retiring = new Set(undertaking?.retiring?.map(({ id }) => id));
  await Promise.all(
    desired.apps.flatMap((app) =>
      replicasOf(app).map(async (spec) => {
        const now = byName.get(spec.name);
        // Wanted again before its last calls have ended: those come first, then it is started anew.
        if (now !== undefined && retiring.has(now.id)) return;
        await keepRunning(spec, app, { ...parts, now });
      }),
    ),
  );
}

/** Whoever calls it holds the plugin: what is on its way and not followed here is followed by nobody. */
async function keepRunning(
  spec: ContainerSpec,
  app: DesiredApp,
  parts: ControllerParts & { readonly now: ContainerStatus | undefined },
): Promise<void> {
  const { ports, absences, backoff, starts, now } = parts;
  const { name } = spec;
  if (starts.isStarting(name)) return;
  if (now?.state === 'running') {
    if (absences.isAbsent(now.id)) starts.follow(spec, app, now);
    return;
  }
  if (!backoff.attempt(name)) return;
  const reason = toReason(now);
  if (now !== undefined) {
    const { cause } = now;
    const told =
      cause === undefined ? { message: reason } : { ...explainCause(cause, spec), cause };
    const lastLines = await readLastLines(now.id, ports.spawner);
    await noteEnd(app, { container: name, ...told, lastLines }, parts);
    await ports.spawner.remove(now.id);
  }
  await starts.start(spec, app, reason);
}

function toReason(now: ContainerStatus | undefined): string {
  if (now === undefined) return 'it is not there';
  if (now.reason !== undefined) return now.reason;
  if (now.state === 'pending') return 'it was made and not started';
  return now.state === 'stopping' ? 'somebody ends it' : `it was ${now.state}`;
}
