import type {
  AppCondition,
  AppProblem,
  ContainerStatus,
  DesiredPlugin,
  QueueStatus,
} from '@celeriac/deployment';
import type { DeployerPorts } from './deployer-options.ts';

/** How one deployed app stands. */
export interface AppStatus {
  readonly plugin: string;
  readonly app: string;
  readonly version: number;
  /** Number of the plugin's release. */
  readonly release: number;
  /**
   * `asleep`: no container is to run until the next call. `failing`: starts fail, or it does not stay
   * up. `down`: containers are missing, and nobody is known to start them.
   */
  readonly state: 'ready' | 'starting' | 'asleep' | 'failing' | 'down';
  /** What went wrong last, as far as the controller has seen it; it may be over. */
  readonly problem: AppProblem | undefined;
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
  const byQueue = await ports.broker.queueStatuses(queues, options);
  const conditions = await ports.desired.conditions.list();
  const conditionOf = (plugin: string, app: string): AppCondition | undefined =>
    conditions.find((one) => one.plugin === plugin)?.apps.find((one) => one.app === app);
  return plugins.flatMap((plugin) => toStatus(plugin, { containers, byQueue, conditionOf }));
}

function toStatus(
  { plugin, release, apps }: DesiredPlugin,
  seen: {
    readonly containers: readonly ContainerStatus[];
    readonly byQueue: ReadonlyMap<string, QueueStatus>;
    readonly conditionOf: (plugin: string, app: string) => AppCondition | undefined;
  },
): readonly AppStatus[] {
  return apps.map(({ broker, version, image, functions, replicas: desired }) => {
    const containers = seen.containers.filter(
      ({ owner }) => owner.plugin === plugin && owner.app === broker.app,
    );
    const up = containers.filter(({ state }) => state === 'running');
    const queue = seen.byQueue.get(broker.queue);
    const condition = seen.conditionOf(plugin, broker.app);
    const replicas = { desired, running: up.length, ready: countReady(up, queue) };
    return {
      ...{ plugin, app: broker.app, version, release, image, containers, replicas },
      state: toState(replicas, condition),
      problem: condition?.problems[0],
      functions: functions.map(({ name }) => `${plugin}:${name}`),
      queue: queue && { waiting: queue.ready, running: queue.unacknowledged },
    };
  });
}

function toState(
  { desired, running, ready }: AppStatus['replicas'],
  condition: AppCondition | undefined,
): AppStatus['state'] {
  const isFailing = condition?.state === 'failing';
  if (desired === 0) return isFailing ? 'failing' : 'asleep';
  // One that comes up again and again is ready in between; where nobody looks any more, that may be over.
  const isLately = Date.now() - Date.parse(condition?.problems[0]?.at ?? '') < FAILING_MS;
  if (ready >= desired) return isFailing && isLately ? 'failing' : 'ready';
  if (isFailing) return 'failing';
  return running > ready ? 'starting' : 'down';
}

/** The longest wait for the next try, and a life that was too short after it. */
const FAILING_MS = 150_000;

function countReady(running: readonly ContainerStatus[], queue: QueueStatus | undefined): number {
  if (queue === undefined) return 0;
  const named = running.filter(({ name }) => queue.consumers.includes(name)).length;
  return Math.max(named, Math.min(running.length, queue.consumerCount));
}
