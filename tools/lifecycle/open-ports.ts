import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import {
  createDeployer,
  type Deployer,
  type DeployerPorts,
  type DeployerSettings,
} from '@celeriac/deployer';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { writeLock } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import { createDesiredStore, openStateDirectory, type StateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';

/** Every adapter of an instance, and a deployer over them. */
export interface OpenPorts extends AsyncDisposable {
  readonly state: StateDirectory;
  readonly engine: Engine;
  readonly ports: DeployerPorts;
  readonly deployer: Deployer;
}

/** What may be otherwise. */
export interface OpenPortsOptions {
  /** Puts something between deployer and adapters. */
  readonly wrap?: (ports: DeployerPorts) => DeployerPorts;
  /** Puts something between those and the engine. */
  readonly wrapEngine?: (engine: Engine) => Engine;
  /** Go before those that every deployer here has. */
  readonly settings?: Partial<DeployerSettings>;
}

/** Opens what environment variables name. */
export async function openPorts(
  env: Readonly<Record<string, string | undefined>>,
  {
    wrap = (ports) => ports,
    wrapEngine = (engine) => engine,
    settings = {},
  }: OpenPortsOptions = {},
): Promise<OpenPorts> {
  const setting = (name: string): string => env[`CELERIAC_${name}`] ?? '';
  await using made = new AsyncDisposableStack();
  const state = await openStateDirectory(setting('STATE_DIR'));
  const engine = wrapEngine(made.use(await connectEngine({ host: env['DOCKER_HOST'] ?? '' })));
  const url = setting('BROKER_URL');
  const broker = made.use(
    await createBrokerAdmin({ url, managementUrl: setting('MANAGEMENT_URL') }),
  );
  const ports = wrap({
    builder: createImageBuilder(engine),
    spawner: createSpawner(engine),
    broker,
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
    blobs: createBlobStore(state),
    locks: { write: writeLock },
  });
  const deployer = createDeployer(ports, {
    runtime: await readWorkerRuntime(),
    baseImage: setting('BASE_IMAGE'),
    workerBrokerUrl: setting('WORKER_BROKER_URL'),
    controlUser: new URL(url).username,
    buildEnvironment: { caBundleFile: setting('CA_BUNDLE') },
    // Nobody else takes away what a change leaves.
    retirePatienceMs: 60_000,
    ...settings,
  });
  const cleanUp = made.move();
  return { state, engine, ports, deployer, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}
