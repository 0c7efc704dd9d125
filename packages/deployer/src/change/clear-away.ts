import {
  type ContainerStatus,
  controlQueuesOf,
  type DesiredPlugin,
  replicasOf,
  type UndertakenApp,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { preparedReplicas } from '../plan/plan-scaling.ts';
import { retireContainer, type RetireOptions } from './retire-container.ts';

/** What clearing away needs, and whom it tells. */
export interface ClearContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker' | 'blobs' | 'desired'>;
  readonly onRemoved?: (container: ContainerStatus) => void;
  /** It still runs calls, and ends after them. */
  readonly onDraining?: (container: ContainerStatus) => void;
  /** So many calls that waited for an app were told that it is no more. */
  readonly onAnswered?: (app: string, calls: number) => void;
  /** How long running calls may take, and how long that is waited for; see `retireContainer`. */
  readonly stop?: Pick<RetireOptions, 'graceMs' | 'patienceMs'>;
}

/**
 * Takes away what changes of a plugin have left on engine, broker and blob store and what is not
 * desired, then forgets the changes. Whoever calls it holds the plugin.
 *
 * Workers finish what they run; where that takes longer than the patience, the rest is left to the
 * next who comes by. Waiting calls are answered before that, so that a long queue does not hold it up,
 * and once more after it, for those that came or came back in between.
 */
export async function clearAway(plugin: string, context: ClearContext): Promise<void> {
  const { ports } = context;
  const undertaking = await ports.desired.undertakings.read(plugin);
  if (undertaking === undefined) return;
  const desired = await ports.desired.read(plugin);
  const unwanted = findUnwanted(undertaking.apps, desired);
  await answer(unwanted.queues, desired, { ...context, plugin });
  if (!(await removeContainers(plugin, desired, context))) return;
  await answer(unwanted.queues, desired, { ...context, plugin });
  await Promise.all([
    ...unwanted.queues.map(({ queue }) => ports.broker.removeQueue(queue)),
    ...unwanted.controlQueues.map((queue) => ports.broker.removeQueue(queue)),
    ...unwanted.users.map((user) => ports.broker.removeUser(user)),
  ]);
  for (const app of unwanted.apps) {
    await ports.spawner.sweep({ instance: ports.desired.instance, plugin, app });
    await ports.blobs.remove({ plugin, app });
  }
  await ports.desired.undertakings.remove(plugin);
}

/** Stops and removes the plugin's containers that are not to run; resolves to whether all are gone. */
async function removeContainers(
  plugin: string,
  desired: DesiredPlugin | undefined,
  { ports, onRemoved, onDraining, stop }: ClearContext,
): Promise<boolean> {
  const wanted = new Set(desired?.apps.flatMap((app) => replicasOf(app)).map(({ name }) => name));
  const all = await ports.spawner.list({ instance: ports.desired.instance, plugin });
  const gone = await Promise.all(
    all.map(async (container) => {
      if (wanted.has(container.name)) return true;
      const isGone = await retireContainer(container, { spawner: ports.spawner, ...stop });
      if (isGone) onRemoved?.(container);
      else onDraining?.(container);
      return isGone;
    }),
  );
  return !gone.includes(false);
}

interface Unwanted {
  readonly queues: readonly Pick<UndertakenApp, 'app' | 'queue'>[];
  readonly controlQueues: readonly string[];
  readonly users: readonly string[];
  readonly apps: readonly string[];
}

function findUnwanted(
  undertaken: readonly UndertakenApp[],
  desired: DesiredPlugin | undefined,
): Unwanted {
  const apps = desired?.apps ?? [];
  const wanted = new Set([
    ...apps.flatMap(({ broker: { app, queue, user } }) => [`app ${app}`, queue, user]),
    ...apps.flatMap((app) => controlQueuesOf(app, preparedReplicas(app))),
  ]);
  const rest = <T>(all: readonly T[], toKey: (one: T) => string): readonly T[] =>
    [...new Map(all.map((one) => [toKey(one), one])).values()].filter(
      (one) => !wanted.has(toKey(one)),
    );
  return {
    queues: rest(undertaken, ({ queue }) => queue),
    controlQueues: rest(
      undertaken.flatMap(({ controlQueues }) => controlQueues),
      String,
    ),
    users: rest(
      undertaken.map(({ user }) => user),
      String,
    ),
    apps: rest(
      undertaken.map(({ app }) => app),
      (app) => `app ${app}`,
    ),
  };
}

async function answer(
  queues: Unwanted['queues'],
  desired: DesiredPlugin | undefined,
  { ports, onAnswered, plugin }: ClearContext & { readonly plugin: string },
): Promise<void> {
  for (const { app, queue } of queues) {
    const calls = await ports.broker.answerWaiting(queue, toReason(app, plugin, desired));
    if (calls > 0) onAnswered?.(app, calls);
  }
}

function toReason(app: string, plugin: string, desired: DesiredPlugin | undefined): string {
  if (desired === undefined) return `${plugin} was taken down.`;
  const isKept = desired.apps.some(({ broker }) => broker.app === app);
  return isKept
    ? 'A new version with other signatures took its place.'
    : `The app ${app} is no longer part of ${plugin}.`;
}
