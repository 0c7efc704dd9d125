import { rm } from 'node:fs/promises';
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin, createDeadLetterAnswerer } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createDeployer, type DeployerPorts, type DeployerSettings } from '@celeriac/deployer';
import { type Spawner, WORKER_ENVIRONMENT } from '@celeriac/deployment';
import {
  acquireLock,
  CONTROLLER_LOCK,
  createDesiredStore,
  identityOf,
  type InstanceSettings,
  LOCAL_FOLDER,
  readSettings,
  removeSettings,
  type StateDirectory,
  writeSettings,
} from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';
import type { DeploySettings } from '../session/open-session.ts';
import type { Session } from '../session/open-session.ts';
import { type DevBackend, openContainers, openProcesses } from './dev-backend.ts';
import { keepLocks, type KeptLocks } from './kept-locks.ts';
import { startDevBroker } from './start-dev-broker.ts';
import { stopInBackground } from './stop-in-background.ts';
import { takeOverState } from './take-over-state.ts';

/** Everything of one `celeriac dev`; what it started ends with it. */
export interface DevSession extends Session {
  readonly locks: KeptLocks;
  readonly backend: DevBackend;
}

/** How a session is opened. */
interface DevOptions {
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
  /** Containers instead of processes, of the engine at the host or the platform's own. */
  readonly docker?: { readonly dockerHost?: string };
}

/** Calls of older code go on to their end, which is for the limits of their functions alone to hasten. */
const OLD_CODE_GRACE_MS = 86_400_000;
/** How long calls may go on that run when it ends. */
const LAST_GRACE_MS = 2000;
const DOWN_LIMIT_MS = 10_000;

/**
 * Starts a broker in this process, and a deployer whose workers are processes of this machine, or
 * containers on it, on a state directory that `celeriac call` and `connect()` read.
 */
export async function openDevSession(
  state: StateDirectory,
  options: DeploySettings & DevOptions,
): Promise<DevSession> {
  const { cacheDirectory, signal, docker, baseImage, ...given } = options;
  await using made = new AsyncDisposableStack();
  made.use(await takeOverState(state));
  made.use(await acquireLock(state.resolve(CONTROLLER_LOCK), { purpose: 'celeriac dev' }));
  const place = { cacheDirectory, directory: state.resolve(LOCAL_FOLDER), env: process.env };
  made.defer(() => rm(place.directory, { recursive: true, force: true }));
  const backend = docker
    ? await openContainers(place, made, { ...docker, ...(baseImage && { baseImage }), signal })
    : await openProcesses(place, made);
  const services = await startServices(state, made, backend);
  signal.throwIfAborted();
  const broker = made.use(
    await createBrokerAdmin({ url: services.brokerUrl, managementUrl: services.managementUrl }),
  );
  await broker.ensureTopology({ signal });
  made.use(await createDeadLetterAnswerer({ url: services.brokerUrl, signal }));
  const patient = stopInBackground(telling(backend.spawner), broker);
  const locks = keepLocks(cacheDirectory);
  const ports: DeployerPorts = {
    builder: backend.builder,
    spawner: patient.spawner,
    broker,
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
    blobs: createBlobStore(state, services),
    locks: locks.store,
  };
  const settings: DeployerSettings = {
    ...given,
    runtime: await readWorkerRuntime(),
    ...backend.settings,
    stopGraceMs: OLD_CODE_GRACE_MS,
    workerBrokerUrl: services.workerBrokerUrl,
    controlUser: new URL(services.brokerUrl).username,
  };
  const deployer = createDeployer(ports, settings);
  made.defer(() => takeAllDown({ state, ports, deployer }, backend.spawner));
  const cleanUp = made.move();
  return {
    ...{ state, services, ports, deployer, settings, locks, backend },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

async function startServices(
  state: StateDirectory,
  made: AsyncDisposableStack,
  { brokerHost: host, workerBrokerHost }: DevBackend,
): Promise<InstanceSettings> {
  const embedded = made.use(await startDevBroker(state, host));
  const services: InstanceSettings = {
    brokerUrl: embedded.url,
    workerBrokerUrl: embedded.url.replace(`@${host}:`, `@${workerBrokerHost}:`),
    managementUrl: embedded.managementUrl,
    keeper: identityOf(process.pid),
  };
  const before = await readSettings(state);
  await writeSettings(state, services);
  made.defer(() => (before === undefined ? removeSettings(state) : writeSettings(state, before)));
  return services;
}

/** Each call that has ended is told in the log. */
function telling(spawner: Spawner): Spawner {
  return {
    ...spawner,
    start: (spec, options) =>
      spawner.start({ ...spec, env: { ...spec.env, [WORKER_ENVIRONMENT.logCalls]: '1' } }, options),
  };
}

/** Answers what waits, lets what runs end for a moment, and leaves nothing. */
async function takeAllDown(
  { state, ports, deployer }: Pick<Session, 'state' | 'ports' | 'deployer'>,
  spawner: Spawner,
): Promise<void> {
  const workers = await spawner.list({ instance: state.instance });
  await Promise.all(workers.map(({ id }) => spawner.stop(id, { graceMs: LAST_GRACE_MS })));
  const signal = AbortSignal.timeout(DOWN_LIMIT_MS);
  for (const { plugin } of await ports.desired.list())
    for await (const _ of deployer.down(plugin, { purge: true, signal }));
}
