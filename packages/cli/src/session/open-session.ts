import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import {
  createDeployer,
  type Deployer,
  type DeployerPorts,
  type DeployerSettings,
} from '@celeriac/deployer';
import type { BrokerAdmin } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import {
  createImageBuilder,
  createImageRegistry,
  type FindCredential,
} from '@celeriac/image-builder';
import { writeLock } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import { createDesiredStore, type InstanceSettings, type StateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';
import type { ServiceFlags } from '../service-flags.ts';
import { resolveServices } from './resolve-services.ts';

/** Every adapter of one instance, connected, and a deployer over them. */
export interface Session extends AsyncDisposable {
  readonly state: StateDirectory;
  readonly services: InstanceSettings;
  readonly ports: DeployerPorts;
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
  { signal, findCredential, ...settings }: DeploySettings & { readonly signal: AbortSignal },
): Promise<Session> {
  const services = await resolveServices(flags);
  const { engine, broker } = await connectBoth(services, signal);
  const login = findCredential === undefined ? {} : { findCredential };
  const ports: DeployerPorts = {
    builder: createImageBuilder(engine, login),
    registry: createImageRegistry(engine, login),
    spawner: createSpawner(engine),
    broker,
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
    blobs: createBlobStore(state, services),
    locks: { write: writeLock },
  };
  const deployer = createDeployer(ports, {
    baseImage: DEFAULT_BASE_IMAGE,
    ...settings,
    runtime: await readWorkerRuntime(),
    workerBrokerUrl: services.workerBrokerUrl,
    controlUser: decodeURIComponent(new URL(services.brokerUrl).username),
  });
  const close = async (): Promise<void> => {
    await broker.close();
    await engine.close();
  };
  return { state, services, ports, deployer, [Symbol.asyncDispose]: close };
}

async function connectBoth(
  { brokerUrl, managementUrl, dockerHost }: InstanceSettings,
  signal: AbortSignal,
): Promise<{ engine: Engine; broker: BrokerAdmin }> {
  const engine = await connectEngine({
    signal,
    ...(dockerHost !== undefined && { host: dockerHost }),
  });
  try {
    const broker = await createBrokerAdmin({ url: brokerUrl, managementUrl, signal });
    return { engine, broker };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
