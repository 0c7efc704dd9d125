import {
  type ContainerStatus,
  type DesiredApp,
  type DesiredPlugin,
  replicasOf,
} from '@celeriac/deployment';
import { isShown } from '../change/mend-catalog.ts';
import type { ControllerParts } from './controller-parts.ts';
import { tellCallers } from './tell-callers.ts';
import { wantedReplicas } from './wanted-replicas.ts';

/** What one look at everything has found. */
export interface Look {
  readonly desired: readonly DesiredPlugin[];
  /** Plugins that are not what they should be. */
  readonly amiss: readonly string[];
}

/** Looks at everything without holding anything; whoever mends a plugin looks again. */
export async function lookAround(parts: ControllerParts): Promise<Look> {
  const { ports, starts, signal } = parts;
  const { instance } = ports.desired;
  const [desired, undertakings, actual] = await Promise.all([
    ports.desired.list(),
    ports.desired.undertakings.list(),
    ports.spawner.list({ instance }, { signal }),
  ]);
  starts.check(new Map(actual.map((status) => [status.name, status])));
  const amiss = new Set(undertakings.map(({ plugin }) => plugin));
  await lookAtQueues(desired, actual, parts);
  for (const plugin of desired) {
    const own = actual.filter(({ owner }) => owner.plugin === plugin.plugin);
    if (!isInOrder(plugin, own, parts) || !(await isShown(plugin, parts.ports)))
      amiss.add(plugin.plugin);
  }
  const known = new Set(desired.map(({ plugin }) => plugin));
  for (const { owner } of actual) if (!known.has(owner.plugin)) amiss.add(owner.plugin);
  const apps = desired.flatMap((plugin) => plugin.apps);
  parts.demand.retain(new Set(apps.map(({ broker }) => broker.queue)));
  const names = [...actual, ...apps.flatMap((app) => replicasOf(app))].map(({ name }) => name);
  parts.backoff.retain(new Set(names));
  parts.conditions.retain(new Set(names));
  return { desired, amiss: [...amiss] };
}

async function lookAtQueues(
  desired: readonly DesiredPlugin[],
  actual: readonly ContainerStatus[],
  parts: ControllerParts,
): Promise<void> {
  const { ports, demand, absences, conditions, signal } = parts;
  const apps = desired.flatMap((plugin) => plugin.apps);
  const queues = apps.map(({ broker }) => broker.queue);
  const statuses = await ports.broker.queueStatuses(queues, { signal });
  const running = new Map(
    actual.flatMap((status) => (status.state === 'running' ? [[status.name, status]] : [])),
  );
  for (const app of apps) {
    const { queue } = app.broker;
    const status = statuses.get(queue);
    demand.looked(queue, status);
    absences.looked(
      replicasOf(app).flatMap(({ name }) => running.get(name) ?? []),
      status,
    );
    const problem = conditions.lastProblem(queue);
    const isInVain = (status?.ready ?? 0) > 0 && isResting(app, running, parts);
    if (isInVain && problem !== undefined) await tellCallers(app, problem, parts);
  }
}

/** Whether an app that has failed again and again only waits for its next try. */
function isResting(
  app: DesiredApp,
  running: ReadonlyMap<string, ContainerStatus>,
  { backoff, starts }: ControllerParts,
): boolean {
  const specs = replicasOf(app);
  return (
    specs.length > 0 &&
    specs.every(
      ({ name }) => backoff.isWaiting(name) && !starts.isStarting(name) && !running.has(name),
    )
  );
}

/** Whether as many containers work as should, no others, and its queues are there. */
function isInOrder(
  { apps }: DesiredPlugin,
  own: readonly ContainerStatus[],
  parts: ControllerParts,
): boolean {
  const { demand, starts, absences } = parts;
  const byName = new Map(own.map((status) => [status.name, status]));
  let wanted = 0;
  for (const app of apps) {
    const { queue } = app.broker;
    if (demand.isGone(queue)) return false;
    if (wantedReplicas(app, parts) !== app.replicas) return false;
    for (const { name } of replicasOf(app)) {
      wanted++;
      const now = byName.get(name);
      const isUp = now?.state === 'running' && !absences.isAbsent(now.id);
      if (!isUp && !starts.isStarting(name)) return false;
    }
  }
  return own.length <= wanted;
}
