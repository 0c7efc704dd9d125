import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BuildEvent,
  type BuildPlan,
  type CatalogEntry,
  type ContainerEvent,
  type ContainerSpec,
  type ContainerStatus,
  controlQueueOf,
  type DesiredPlugin,
  type OwnerFilter,
  type PluginCondition,
  type PluginFiles,
  type QueueStatus,
  type Undertaking,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../src/deployer-options.ts';
import { streamEvents } from '../src/event-stream.ts';

/** A small world in memory that keeps the promises of the ports, and can be told to break some. */
export interface FakeWorld {
  readonly ports: DeployerPorts;
  readonly images: Set<string>;
  readonly imageLabels: Map<string, Readonly<Record<string, string>>>;
  /** Folder → what its lock was made from. */
  readonly locks: Map<string, string>;
  /** What an installer writes before it fails, where it does. */
  unresolvable: readonly string[] | undefined;
  readonly containers: Map<string, ContainerStatus & { spec: ContainerSpec }>;
  /** Queue → waiting messages. */
  readonly queues: Map<string, number>;
  readonly users: Map<string, string>;
  readonly catalog: Map<string, CatalogEntry>;
  readonly desired: Map<string, DesiredPlugin>;
  readonly undertakings: Map<string, Undertaking>;
  readonly conditions: Map<string, PluginCondition>;
  /** Plugins that are being changed. */
  readonly held: Set<string>;
  /** Apps with a blob directory, `plugin/app`, and how many calls left blobs in it. */
  readonly blobs: Map<string, number>;
  /** What happened, in order: `build calc`, `start …`, `stop …`, `answer 3`. */
  readonly log: string[];
  /** Apps whose workers end before they are ready. */
  readonly broken: Set<string>;
  /** Containers whose worker runs and does not consume. */
  readonly hung: Set<string>;
  /** Containers, by name, with a call that does not end before they are taken out of here. */
  readonly busy: Set<string>;
  /** Tells whoever follows containers; set while somebody does. */
  happen: ((event: ContainerEvent) => void) | undefined;
  locked: boolean;
}

/** Makes an empty world. */
export function createFakeWorld(): FakeWorld {
  const world: Omit<FakeWorld, 'ports'> = {
    images: new Set(),
    imageLabels: new Map(),
    locks: new Map(),
    unresolvable: undefined,
    containers: new Map(),
    queues: new Map(),
    users: new Map(),
    catalog: new Map(),
    desired: new Map(),
    undertakings: new Map(),
    conditions: new Map(),
    held: new Set(),
    blobs: new Map(),
    log: [],
    broken: new Set(),
    hung: new Set(),
    busy: new Set(),
    happen: undefined,
    locked: false,
  };
  const ports: DeployerPorts = {
    builder: builderOf(world),
    spawner: spawnerOf(world),
    locks: {
      async write(directory, { inputs }) {
        world.log.push(`lock ${directory.split('/').at(-1)}`);
        world.locks.set(directory, inputs);
        return true;
      },
    },
    broker: brokerOf(world),
    catalog: {
      read: async (plugin) => world.catalog.get(plugin.toLowerCase()),
      list: async () => [...world.catalog.values()],
      async write(entry) {
        world.log.push(`catalog ${entry.state}`);
        world.catalog.set(entry.plugin.toLowerCase(), entry);
      },
      remove: async (plugin) => void world.catalog.delete(plugin.toLowerCase()),
    },
    blobs: blobsOf(world),
    desired: {
      instance: 'test00',
      ...filesOf(world.desired),
      undertakings: filesOf(world.undertakings),
      conditions: filesOf(world.conditions),
      async withPluginLock({ plugin }, work) {
        if (world.held.has(plugin)) throw Object.assign(new Error('held'), { code: 'LOCKED' });
        world.held.add(plugin);
        return await work().finally(() => world.held.delete(plugin));
      },
      async withLock(_purpose, work) {
        if (world.locked) throw Object.assign(new Error('locked'), { code: 'LOCKED' });
        world.locked = true;
        return await work().finally(() => (world.locked = false));
      },
    },
  };
  return Object.assign(world, { ports });
}

function filesOf<T extends { readonly plugin: string }>(files: Map<string, T>): PluginFiles<T> {
  return {
    read: async (plugin) => files.get(plugin.toLowerCase()),
    list: async () => [...files.values()],
    write: async (value) => void files.set(value.plugin.toLowerCase(), value),
    remove: async (plugin) => void files.delete(plugin.toLowerCase()),
  };
}

type World = Omit<FakeWorld, 'ports'>;

function builderOf(world: World): DeployerPorts['builder'] {
  return {
    kind: async () => 'classic',
    has: async (image) => world.images.has(image),
    labels: async (image) => world.imageLabels.get(image),
    async *build(plan: BuildPlan): AsyncGenerator<BuildEvent> {
      world.log.push(`build ${plan.image.split(':')[0]}`);
      world.images.add(plan.image);
      world.imageLabels.set(plan.image, plan.labels);
      const { image } = plan;
      yield { kind: 'built', image, imageId: 'i', durationMs: 1, cachedSteps: 0, steps: 1 };
    },
    async *produce() {
      const lastLines = world.unresolvable;
      if (lastLines !== undefined)
        throw Object.assign(new Error('failed'), { code: 'DEPENDENCY_FAILED', lastLines });
      yield { kind: 'file', text: 'celery==5.6.0\n' };
    },
    async remove() {
      const removed = [...world.images];
      world.images.clear();
      return removed;
    },
  };
}

function spawnerOf(world: World): DeployerPorts['spawner'] {
  return {
    async start(spec) {
      world.log.push(`start ${spec.name}`);
      const { name, owner, image, specHash } = spec;
      const broken = world.broken.has(owner.app);
      const state = broken ? ('failed' as const) : ('running' as const);
      const createdAt = new Date().toISOString();
      const status = { id: `id-${name}`, name, owner, image, specHash, state, createdAt, spec };
      const container = broken ? { ...status, reason: 'exit code 1' } : status;
      world.containers.set(status.id, container);
      return { ...container, times: { createMs: 1, startMs: 1 } };
    },
    async list(filter) {
      return [...world.containers.values()].filter(({ owner }) => matches(owner, filter));
    },
    async stop(id, { graceMs, signal } = {}) {
      const name = world.containers.get(id)?.name ?? '';
      const isBusy = world.busy.has(name);
      world.log.push(`stop ${name}`);
      if (graceMs === 0) world.busy.delete(name);
      while (world.busy.has(name)) await sleep(5, undefined, signal && { signal });
      const container = world.containers.get(id);
      if (container === undefined || !isBusy) return;
      world.containers.set(id, { ...container, state: 'stopped' });
    },
    remove: async (id) => void world.containers.delete(id),
    async *logs(id) {
      yield { container: id, stream: 'stderr', text: 'ModuleNotFoundError: no module' };
    },
    events: (_owner, { signal } = {}) =>
      streamEvents<ContainerEvent>(async (emit, stop) => {
        emit({ kind: 'resync' });
        world.happen = emit;
        await new Promise((resolve) => stop.addEventListener('abort', resolve));
        world.happen = undefined;
      }, signal),
    secure: async () => [],
    sweep: async () => undefined,
  };
}

function blobsOf(world: World): DeployerPorts['blobs'] {
  const nowhere = (): never => {
    throw new Error('no call is made in this world');
  };
  return {
    async prepare({ plugin, app }) {
      const name = `${plugin}/${app}`.toLowerCase();
      if (!world.blobs.has(name)) world.blobs.set(name, 0);
      return { directory: `/state/blobs/${name}` };
    },
    openCall: nowhere,
    attachCall: nowhere,
    async sweep() {
      const calls = [...world.blobs.values()].reduce((sum, left) => sum + left, 0);
      for (const name of world.blobs.keys()) world.blobs.set(name, 0);
      return calls;
    },
    async remove({ plugin = '', app }) {
      const prefix = `${plugin}/${app ?? ''}`.toLowerCase();
      for (const name of [...world.blobs.keys()].filter((found) => found.startsWith(prefix)))
        world.blobs.delete(name);
      return 0;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function matches(owner: ContainerSpec['owner'], filter: OwnerFilter): boolean {
  return Object.entries(filter).every(([key, value]) => owner[key as keyof typeof owner] === value);
}

function brokerOf(world: World): DeployerPorts['broker'] {
  return {
    ensureTopology: async () => undefined,
    async ensureApp({ queue, user, password }) {
      if (!world.queues.has(queue)) world.queues.set(queue, 0);
      world.users.set(user, password);
    },
    async queueStatus(queue): Promise<QueueStatus | undefined> {
      const ready = world.queues.get(queue);
      if (ready === undefined) return undefined;
      const consumers = [...world.containers.values()].flatMap(({ name, owner, state }) => {
        const isOn = queue.includes(`.${owner.app}.`) && state === 'running';
        return isOn && !world.hung.has(name) ? [name] : [];
      });
      return { ready, unacknowledged: 0, consumerCount: consumers.length, consumers };
    },
    async queueStatuses(queues): Promise<ReadonlyMap<string, QueueStatus>> {
      const found = await Promise.all(queues.map((queue) => this.queueStatus(queue)));
      return new Map(
        queues.flatMap((queue, at) => (found[at] === undefined ? [] : [[queue, found[at]]])),
      );
    },
    async watchReady(worker) {
      const app = worker.split('.')[1]?.split('-')[0] ?? '';
      const word = { imports: { ms: 7, libraries: [{ name: 'numpy', ms: 6 }] } };
      const ready =
        world.broken.has(app) || world.hung.has(worker)
          ? new Promise<never>(() => undefined)
          : Promise.resolve(word);
      return { ready, [Symbol.asyncDispose]: async () => undefined };
    },
    async answerWaiting(queue, _reason, { code = '' } = {}) {
      const waiting = world.queues.get(queue) ?? 0;
      if (waiting > 0) world.log.push(`answer ${waiting} ${code}`.trim());
      if (world.queues.has(queue)) world.queues.set(queue, 0);
      return waiting;
    },
    async endCalls(controlQueue, { reason, remedy }) {
      for (const container of world.containers.values()) {
        if (controlQueueOf(container) !== controlQueue) continue;
        world.log.push(`end ${container.name}: ${reason} ${remedy}`);
        world.busy.delete(container.name);
      }
    },
    removeQueue: async (queue) => void world.queues.delete(queue),
    removeUser: async (user) => void world.users.delete(user),
    async removePlugin({ instance, plugin }) {
      const left = [...world.queues.keys(), ...world.users.keys()].filter((name) =>
        name.includes(`.${instance}.${plugin.toLowerCase()}.`),
      );
      for (const name of left) {
        world.queues.delete(name);
        world.users.delete(name);
      }
      return left;
    },
    removeTopology: async () => void world.log.push('remove topology'),
    close: async () => undefined,
  };
}
