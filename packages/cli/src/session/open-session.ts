import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import {
  createDeployer,
  type Deployer,
  type DeployerPorts,
  type DeployerSettings,
} from '@celeriac/deployer';
import { connectEngine } from '@celeriac/engine';
import {
  createImageBuilder,
  createImageRegistry,
  type FindCredential,
} from '@celeriac/image-builder';
import { createLocalBuilder, createLocalSpawner, defaultCacheDirectory } from '@celeriac/local';
import { writeLock } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import {
  createDesiredStore,
  type InstanceSettings,
  LOCAL_FOLDER,
  type StateDirectory,
} from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';
import type { ServiceFlags } from '../service-flags.ts';
import { resolveServices } from './resolve-services.ts';

/** Every adapter of one instance, connected, and a deployer over them. */
export interface Session extends AsyncDisposable {
  readonly state: StateDirectory;
  readonly services: InstanceSettings;
  readonly ports: DeployerPorts;
  readonly settings: DeployerSettings;
  readonly deployer: Deployer;
}

/** What only a deploy needs. */
export type DeploySettings = Omit<
  DeployerSettings,
  'runtime' | 'workerBrokerUrl' | 'controlUser' | 'baseImage'
> & {
  readonly baseImage?: string;
  /** How registries are logged in to; anonymously unless given. */
  readonly findCredential?: FindCredential;
};

/** The image that apps are made from unless told otherwise. */
export const DEFAULT_BASE_IMAGE = 'python:{python}-slim';

/** Connects to engine and broker; throws the typed error of the one that cannot be reached. */
export async function openSession(
  state: StateDirectory,
  flags: ServiceFlags,
  { signal, findCredential, ...given }: DeploySettings & { readonly signal: AbortSignal },
): Promise<Session> {
  const services = await resolveServices(flags);
  await using made = new AsyncDisposableStack();
  const backend =
    services.keeper === undefined
      ? await connectContainers(services, made, { findCredential, signal })
      : lookAtProcesses(state);
  const { brokerUrl: url, managementUrl, consumerTimeoutSeconds } = services;
  const timeout = consumerTimeoutSeconds === undefined ? {} : { consumerTimeoutSeconds };
  const broker = made.use(await createBrokerAdmin({ url, managementUrl, ...timeout, signal }));
  const ports: DeployerPorts = {
    ...{ ...backend, broker },
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
    blobs: createBlobStore(state, services),
    locks: { write: writeLock },
  };
  const settings: DeployerSettings = {
    baseImage: DEFAULT_BASE_IMAGE,
    ...given,
    runtime: await readWorkerRuntime(),
    workerBrokerUrl: services.workerBrokerUrl,
    controlUser: decodeURIComponent(new URL(services.brokerUrl).username),
  };
  const deployer = createDeployer(ports, settings);
  const cleanUp = made.move();
  return {
    ...{ state, services, ports, settings, deployer },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

type Backend = Pick<DeployerPorts, 'builder' | 'registry' | 'spawner'>;

async function connectContainers(
  { dockerHost }: InstanceSettings,
  made: AsyncDisposableStack,
  {
    findCredential,
    signal,
  }: { readonly findCredential: FindCredential | undefined; readonly signal: AbortSignal },
): Promise<Backend> {
  const host = dockerHost === undefined ? {} : { host: dockerHost };
  const engine = made.use(await connectEngine({ signal, ...host }));
  const login = findCredential === undefined ? {} : { findCredential };
  return {
    builder: createImageBuilder(engine, login),
    registry: createImageRegistry(engine, login),
    spawner: createSpawner(engine),
  };
}

/** What a `celeriac dev` runs can be looked at from here; only it starts and stops anything. */
function lookAtProcesses(state: StateDirectory): Backend {
  const place = {
    cacheDirectory: defaultCacheDirectory(process.env),
    directory: state.resolve(LOCAL_FOLDER),
    env: process.env,
  };
  return { builder: createLocalBuilder(place), spawner: createLocalSpawner(place) };
}
