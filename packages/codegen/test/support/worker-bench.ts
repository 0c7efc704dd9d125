import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BrokerClient,
  connectBroker,
  createBrokerAdmin,
  type PendingCall,
  type TaskRequest,
} from '@celeriac/broker';
import {
  type AppBroker,
  type BuildPlan,
  brokerUser,
  type ContainerSpec,
  controlQueue,
  taskQueue,
  toEndpoint,
  taskName,
  WORKER_ENVIRONMENT,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import type { AppModel } from '@celeriac/plugin';
import { contractHash, type JsonValue } from '@celeriac/signature';
import { createSpawner } from '@celeriac/spawner';
import { readWorkerRuntime } from '@celeriac/worker';
import type { ProvidedContext } from 'vitest';
import { type LockPlan, planImage, planLock } from '../../src/index.ts';
import { readSample } from './read-sample.ts';

/** One built app with its queue on the broker, and everything to run and call it. */
export interface WorkerBench extends AsyncDisposable {
  readonly engine: Engine;
  readonly client: BrokerClient;
  readonly app: AppModel;
  readonly broker: AppBroker;
  readonly contract: string;
  readonly image: string;
  plan(dialect: BuildPlan['dialect'], app?: AppModel): Promise<BuildPlan>;
  /** Builds, and resolves to how many of how many steps came from the cache. */
  build(plan: BuildPlan): Promise<{ readonly cachedSteps: number; readonly steps: number }>;
  /** Starts a worker and waits until it consumes; resolves to its container. */
  start(broker?: { readonly port: number }): Promise<string>;
  /** Runs a worker that ends by itself, with these changes of its environment. */
  runToEnd(env: Readonly<Record<string, string>>): Promise<{ code: number; log: string }>;
  /** Waits until a container has ended; resolves to its exit code. */
  ended(id: string): Promise<number>;
  call(
    name: string,
    kwargs: Readonly<Record<string, JsonValue>>,
    changes?: Partial<TaskRequest>,
  ): PendingCall;
}

/** Builds an app, the sample by default, and opens everything; disposing leaves nothing of it. */
export async function openWorkerBench(
  services: Required<ProvidedContext['services']>,
  { app: given, memoryMiB = 256 }: { readonly app?: AppModel; readonly memoryMiB?: number } = {},
): Promise<WorkerBench> {
  const suffix = randomBytes(4).toString('hex');
  const plugin = `Codegen ${suffix}`;
  const app = given ?? (await readSample('sample'));
  const runtime = await readWorkerRuntime();
  const contract = contractHash(app.functions.map((one) => one.signature));
  const identity = { instance: suffix, plugin, app: app.name };
  const queue = taskQueue({ ...identity, contract });
  const broker: AppBroker = {
    ...identity,
    queue,
    user: brokerUser(identity),
    password: randomBytes(16).toString('hex'),
  };
  await using stack = new AsyncDisposableStack();
  const engine = stack.use(await connectEngine({ host: services.dockerHost }));
  const { brokerUrl: url, managementUrl } = services;
  const admin = stack.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  const client = stack.use(await connectBroker({ url }));
  const builder = createImageBuilder(engine);
  const spawner = createSpawner(engine);
  const owner = { instance: suffix, plugin, app: app.name, version: 1 };
  let replica = 0;

  const environment = { network: 'host', caBundleFile: services.caBundle };
  let lock: string | undefined;
  const plan = async (dialect: BuildPlan['dialect'], changed = app): Promise<BuildPlan> => {
    const options = { plugin, dialect, runtime, baseImage: services.baseImage };
    lock ??= await makeLock(planLock(app, options, { moment: suffix }));
    return planImage(changed, { ...options, pluginVersion: '1.0.0', contract, lock });
  };
  const makeLock = async ({ build: planned, output }: LockPlan): Promise<string> => {
    for await (const event of builder.produce(planned, output, { environment }))
      if (event.kind === 'file') return event.text;
    throw new Error('the build ended without a lock');
  };
  const build: WorkerBench['build'] = async (planned) => {
    for await (const event of builder.build(planned, { environment }))
      if (event.kind === 'built') return event;
    throw new Error('the build ended without an image');
  };
  stack.defer(async () => {
    await builder.remove({ plugin });
  });
  const { image } = await plan(await builder.kind());
  await build(await plan(await builder.kind()));
  stack.defer(async () => {
    await admin.removeQueue(queue);
    await admin.removeUser(broker.user);
  });
  await admin.ensureApp(broker);
  stack.defer(async () => {
    for (const { id } of await spawner.list({ plugin })) await spawner.remove(id);
    await spawner.sweep({ plugin });
  });

  const toEnvironment = (name: string, control: string): Record<string, string> => {
    const workerUrl = new URL(services.workerBrokerUrl);
    workerUrl.username = broker.user;
    workerUrl.password = broker.password;
    return {
      [WORKER_ENVIRONMENT.brokerUrl]: workerUrl.href,
      [WORKER_ENVIRONMENT.worker]: name,
      [WORKER_ENVIRONMENT.queue]: queue,
      [WORKER_ENVIRONMENT.controlQueue]: control,
      [WORKER_ENVIRONMENT.contract]: contract,
      [WORKER_ENVIRONMENT.concurrency]: '2',
    };
  };
  const start: WorkerBench['start'] = async (through) => {
    const control = controlQueue({ ...owner, replica });
    await admin.ensureApp(broker, { controlQueues: [control] });
    const name = `celeriac-${suffix}-${replica++}`;
    const env = toEnvironment(name, control);
    if (through) {
      const url = new URL(env[WORKER_ENVIRONMENT.brokerUrl] ?? '');
      url.port = String(through.port);
      env[WORKER_ENVIRONMENT.brokerUrl] = url.href;
    }
    const spec: ContainerSpec = {
      ...{ name, owner, image, cpu: 1, memoryMiB, shmSizeMiB: 64, storageGiB: 1, gpu: 0 },
      ...{ stopGraceMs: 20_000, specHash: 'test', env },
      network: {
        kind: 'internet',
        services: [toEndpoint(env[WORKER_ENVIRONMENT.brokerUrl] ?? '')],
      },
    };
    const signal = AbortSignal.timeout(30_000);
    await using watch = await admin.watchReady(name, { queue, user: broker.user, signal });
    watch.ready.catch(() => undefined);
    const { id } = await spawner.start(spec);
    await watch.ready;
    return id;
  };
  const ended: WorkerBench['ended'] = async (id) => {
    for (let tries = 0; tries < 300; tries++) {
      const { phase, exitCode } = await engine.containers.inspect(id);
      if (phase === 'exited') return exitCode;
      await sleep(100);
    }
    throw new Error('the container has not ended');
  };
  const handles = stack.move();
  return {
    ...{ engine, client, app, broker, contract, image, plan, build, start },
    ended,
    async runToEnd(changes) {
      const name = `celeriac-${suffix}-${replica++}`;
      const id = await engine.containers.create({
        ...{
          name,
          image,
          env: { ...toEnvironment(name, controlQueue({ ...owner, replica: 0 })), ...changes },
        },
        ...{ readOnlyRoot: true, tmpfs: { '/tmp': 'mode=1777' } },
        extraHosts: ['host.docker.internal:host-gateway'],
      });
      try {
        await engine.containers.start(id);
        const code = await ended(id);
        const lines = await Array.fromAsync(engine.containers.logs(id));
        return { code, log: lines.map((line) => line.text).join('\n') };
      } finally {
        await engine.containers.remove(id, { force: true });
      }
    },
    call: (name, kwargs, changes) =>
      client.call(
        {
          ...{ task: taskName(plugin, name), queue, contract, kwargs },
          trustedUsers: [broker.user],
          ...changes,
        },
        { timeoutMs: 30_000 },
      ),
    [Symbol.asyncDispose]: () => handles.disposeAsync(),
  };
}
