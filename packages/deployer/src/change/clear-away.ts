import type {
  ContainerStatus,
  DesiredPlugin,
  UndertakenApp,
  Undertaking,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { findUnwanted, type Unwanted } from './find-unwanted.ts';
import {
  isWorkerOf,
  type Retirement,
  retireContainers,
  type RetireContext,
} from './retire-containers.ts';

/** What clearing away needs, and whom it tells. */
export interface ClearContext extends RetireContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker' | 'blobs' | 'desired'>;
  /** So many calls that waited for an app were told that it is no more. */
  readonly onAnswered?: (app: string, calls: number) => void;
}

/**
 * Takes away what changes of a plugin have left on engine, broker and blob store and what is not
 * desired, and forgets what is done; resolves to the containers that still finish their calls.
 * Whoever calls it holds the plugin, for a moment: nothing waits for a call, and whoever comes by later
 * goes on with the rest.
 */
export async function clearAway(
  plugin: string,
  context: ClearContext,
): Promise<Retirement['left']> {
  const { ports } = context;
  const undertaking = await ports.desired.undertakings.read(plugin);
  if (undertaking === undefined) return [];
  const desired = await ports.desired.read(plugin);
  const { gone, left } = await retireContainers(undertaking, desired, context);
  const { open, busy, rest } = sortOut(undertaking, left);
  const closed = findUnwanted(undertaking.apps, desired, open).queues;
  await answer(closed, desired, { ...context, plugin });
  const unwanted = findUnwanted(rest, desired, busy);
  await Promise.all([
    ...unwanted.queues.map(({ queue }) => ports.broker.removeQueue(queue)),
    ...unwanted.controlQueues.map((queue) => ports.broker.removeQueue(queue)),
    ...unwanted.users.map((user) => ports.broker.removeUser(user)),
  ]);
  for (const app of unwanted.apps) await ports.blobs.remove({ plugin, app });
  for (const app of new Set([...unwanted.apps, ...endedApps(gone, desired, left)]))
    await ports.spawner.sweep({ instance: ports.desired.instance, plugin, app });
  const { undertakings } = ports.desired;
  if (left.length === 0) await undertakings.remove(plugin);
  else
    await undertakings.write({ ...undertaking, apps: busy, retiring: left.map(({ now }) => now) });
  return left;
}

/** Parts what was undertaken: what is still consumed, what still has workers at all, and the rest. */
function sortOut(
  { apps }: Undertaking,
  left: Retirement['left'],
): Record<'open' | 'busy' | 'rest', readonly UndertakenApp[]> {
  const hasWorker = (app: UndertakenApp, among: Retirement['left']): boolean =>
    among.some(({ container }) => isWorkerOf(container, app));
  const consuming = left.filter(({ now }) => now.phase === 'queue');
  return {
    open: apps.filter((app) => hasWorker(app, consuming)),
    busy: apps.filter((app) => hasWorker(app, left)),
    rest: apps.filter((app) => !hasWorker(app, left)),
  };
}

/** Apps that nothing desires and that have no container any more, whether a change knew of them or not. */
function endedApps(
  gone: readonly ContainerStatus[],
  desired: DesiredPlugin | undefined,
  left: Retirement['left'],
): readonly string[] {
  const there = new Set([
    ...(desired?.apps ?? []).map(({ broker }) => broker.app),
    ...left.map(({ container }) => container.owner.app),
  ]);
  return gone.map(({ owner }) => owner.app).filter((app) => !there.has(app));
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
