import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin, createDeadLetterAnswerer } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createDeployer, type DeployerPorts, type DeployerSettings } from '@celeriac/deployer';
import { WORKER_ENVIRONMENT } from '@celeriac/deployment';
import { startEmbeddedBroker } from '@celeriac/embedded-broker';
import {
  createLocalBuilder,
  createLocalSpawner,
  createPythonFinder,
  LOCAL_BASE_IMAGE,
  type LocalSpawner,
  type Python,
} from '@celeriac/local';
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
import { keepLocks, type KeptLocks } from './kept-locks.ts';
import { stopInBackground } from './stop-in-background.ts';
import { takeOverState } from './take-over-state.ts';

/** Everything of one `celeriac dev`; what it started ends with it. */
export interface DevSession extends Session {
  readonly settings: DeployerSettings;
  readonly locks: KeptLocks;
  /** The Python of apps that ask for none. */
  readonly python: Python;
}

/** How long calls may go on that run when it ends. */
const LAST_GRACE_MS = 2000;
const DOWN_LIMIT_MS = 10_000;

/**
 * Starts a broker in this process, and a deployer whose workers are processes of this machine, on a
 * state directory that `celeriac call` and `connect()` read.
 */
export async function openDevSession(
  state: StateDirectory,
  options: DeploySettings & { readonly cacheDirectory: string; readonly signal: AbortSignal },
): Promise<DevSession> {
  const { cacheDirectory, signal, ...given } = options;
  await using made = new AsyncDisposableStack();
  made.use(await takeOverState(state));
  made.use(await acquireLock(state.resolve(CONTROLLER_LOCK), { purpose: 'celeriac dev' }));
  const place = { cacheDirectory, directory: state.resolve(LOCAL_FOLDER), env: process.env };
  const finder = createPythonFinder(place.env);
  const python = await finder(undefined);
  made.defer(() => rm(place.directory, { recursive: true, force: true }));
  const services = await startServices(state, made, signal);
  const local = made.use(createLocalSpawner(place));
  const broker = made.use(
    await createBrokerAdmin({ url: services.brokerUrl, managementUrl: services.managementUrl }),
  );
  await broker.ensureTopology({ signal });
  made.use(await createDeadLetterAnswerer({ url: services.brokerUrl, signal }));
  const patient = stopInBackground(telling(local), broker);
  const locks = keepLocks(cacheDirectory);
  const ports: DeployerPorts = {
    builder: createLocalBuilder(place, finder),
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
    baseImage: LOCAL_BASE_IMAGE,
    defaultPython: python.minor,
    workerBrokerUrl: services.workerBrokerUrl,
    controlUser: new URL(services.brokerUrl).username,
  };
  const deployer = createDeployer(ports, settings);
  made.defer(() => takeAllDown({ state, services, ports, deployer }, local));
  const cleanUp = made.move();
  return {
    ...{ state, services, ports, deployer, settings, locks, python },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

async function startServices(
  state: StateDirectory,
  made: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<InstanceSettings> {
  signal.throwIfAborted();
  const password = randomBytes(18).toString('base64url');
  const embedded = made.use(await startEmbeddedBroker({ user: 'celeriac', password }));
  const services: InstanceSettings = {
    brokerUrl: embedded.url,
    workerBrokerUrl: embedded.url,
    managementUrl: embedded.managementUrl,
    keeper: identityOf(process.pid),
  };
  const before = await readSettings(state);
  await writeSettings(state, services);
  made.defer(() => (before === undefined ? removeSettings(state) : writeSettings(state, before)));
  return services;
}

/** Each call that has ended is told in the log. */
function telling(spawner: LocalSpawner): LocalSpawner {
  return {
    ...spawner,
    start: (spec, options) =>
      spawner.start({ ...spec, env: { ...spec.env, [WORKER_ENVIRONMENT.logCalls]: '1' } }, options),
  };
}

/** Answers what waits, lets what runs end for a moment, and leaves nothing. */
async function takeAllDown(
  { ports, deployer }: Omit<Session, typeof Symbol.asyncDispose>,
  local: LocalSpawner,
): Promise<void> {
  const workers = await local.list({});
  await Promise.all(workers.map(({ id }) => local.stop(id, { graceMs: LAST_GRACE_MS })));
  const signal = AbortSignal.timeout(DOWN_LIMIT_MS);
  for (const { plugin } of await ports.desired.list())
    for await (const _ of deployer.down(plugin, { purge: true, signal }));
}
