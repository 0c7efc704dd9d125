import { readdir } from 'node:fs/promises';
import {
  controlQueuesOf,
  fromLabels,
  replicasOf,
  toLabels,
  toResourceName,
} from '@celeriac/deployment';
import { BLOB_FOLDER } from '@celeriac/state';
import type { LifecycleInstance } from './open-instance.ts';

/**
 * What is on engine, broker and disk for the instance and is not desired, and what is desired and is
 * not there; each by a name.
 */
export async function findRemains(instance: LifecycleInstance): Promise<readonly string[]> {
  const { ports, engine, state, ask } = instance;
  const labels = toLabels({ instance: state.instance });
  const desired = await ports.desired.list();
  const apps = desired.flatMap((plugin) => plugin.apps);
  const containers = await ports.spawner.list({ instance: state.instance });
  const up = containers.filter(({ state: now }) => now === 'running');
  const networks = await engine.networks.list({ labels });
  const volumes = await engine.volumes.list({ labels, unused: true });
  const queues = (await ask('queues/{vhost}')).filter(({ name }) => isOwn(name, state.instance));
  const users = (await ask('users')).filter(({ name }) => isOwn(name, state.instance));
  const folders = await readdir(state.resolve(BLOB_FOLDER)).catch(() => []);
  const names = apps.map(({ broker }) => toAppName(broker));
  return [
    ...differ(
      'container',
      up.map(({ name }) => name),
      apps.flatMap((app) => replicasOf(app)).map(({ name }) => name),
    ),
    ...containers.filter((one) => !up.includes(one)).map(({ name }) => `container ${name} is down`),
    ...differ(
      'network',
      networks.map(({ labels: own }) => toAppName(fromLabels(own) ?? { plugin: '?', app: '?' })),
      names,
    ),
    ...volumes.map(({ name }) => `volume ${name}`),
    ...differ(
      'queue',
      queues.map(({ name }) => name),
      apps.flatMap((app) => [app.broker.queue, ...controlQueuesOf(app, Math.max(1, app.replicas))]),
    ),
    ...differ(
      'user',
      users.map(({ name }) => name),
      apps.map(({ broker }) => broker.user),
    ),
    ...differ('blobs', folders, names),
    ...(await ports.desired.undertakings.list()).map(({ purpose }) => `undertaking ${purpose}`),
  ];
}

function toAppName({ plugin, app }: { readonly plugin: string; readonly app: string }): string {
  return `${toResourceName(plugin)}.${toResourceName(app)}`;
}

/** Names of the instance's have its id as a part. */
function isOwn(name: string, instance: string): boolean {
  return name.startsWith('celeriac.') && name.split('.').includes(instance);
}

function differ(
  what: string,
  found: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  return [
    ...found.filter((name) => !wanted.includes(name)).map((name) => `${what} ${name} is left`),
    ...wanted.filter((name) => !found.includes(name)).map((name) => `${what} ${name} is missing`),
  ];
}
