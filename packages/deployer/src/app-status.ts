import type { ContainerStatus, DesiredPlugin, QueueStatus } from '@celeriac/deployment';
import type { DeployerPorts } from './deployer-options.ts';

/** How one deployed app stands. */
export interface AppStatus {
  readonly plugin: string;
  readonly app: string;
  readonly version: number;
  readonly image: string;
  readonly functions: readonly string[];
  readonly replicas: {
    readonly desired: number;
    readonly running: number;
    /** Those whose own consumer is on the queue; not yet known by name, they count by number. */
    readonly ready: number;
  };
  /** `undefined` where the queue is gone. */
  readonly queue: { readonly waiting: number; readonly running: number } | undefined;
  readonly containers: readonly ContainerStatus[];
}

/** Looks at every deployed app, sorted by plugin and app. */
export async function readAppStatus(
  ports: Pick<DeployerPorts, 'spawner' | 'broker' | 'desired'>,
  signal?: AbortSignal,
): Promise<readonly AppStatus[]> {
  const options = signal ? { signal } : {};
  const plugins = await ports.desired.list();
  const containers = await ports.spawner.list({ instance: ports.desired.instance }, options);
  const queues = plugins.flatMap(({ apps }) => apps.map(({ broker }) => broker.queue));
  const found = await Promise.all(
    queues.map(async (queue) => [queue, await ports.broker.queueStatus(queue, options)] as const),
  );
  const byQueue = new Map(found);
  return plugins.flatMap((plugin) => toStatus(plugin, containers, byQueue));
}

function toStatus(
  { plugin, apps }: DesiredPlugin,
  containers: readonly ContainerStatus[],
  queues: ReadonlyMap<string, QueueStatus | undefined>,
): readonly AppStatus[] {
  return apps.map(({ broker, version, image, functions, replicas: wanted }) => {
    const own = containers.filter(
      ({ owner }) => owner.plugin === plugin && owner.app === broker.app,
    );
    const running = own.filter(({ state }) => state === 'running');
    const queue = queues.get(broker.queue);
    return {
      plugin,
      app: broker.app,
      version,
      image,
      functions: functions.map(({ name }) => `${plugin}:${name}`),
      replicas: {
        desired: wanted,
        running: running.length,
        ready: countReady(running, queue),
      },
      queue: queue && { waiting: queue.ready, running: queue.unacknowledged },
      containers: own,
    };
  });
}

function countReady(running: readonly ContainerStatus[], queue: QueueStatus | undefined): number {
  if (queue === undefined) return 0;
  const named = running.filter(({ name }) => queue.consumers.includes(name)).length;
  return Math.max(named, Math.min(running.length, queue.consumerCount));
}
