import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createDeployer, type Deployer, type DeployEvent } from '@celeriac/deployer';
import { startEmbeddedBroker } from '@celeriac/embedded-broker';
import { connect, type Functions } from '@celeriac/functions';
import {
  createLocalBuilder,
  createLocalSpawner,
  findPython,
  LOCAL_BASE_IMAGE,
  type LocalPlace,
  type LocalSpawner,
} from '@celeriac/local';
import { readPlugin, writeLock } from '@celeriac/plugin';
import { createDesiredStore, openStateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';

/** Environments are costly to make, and the same for every test. */
const cacheDirectory = join(import.meta.dirname, '../../../../.cache/celeriac');

/** A plugin folder, and all that runs it on this machine. */
export interface Instance extends AsyncDisposable {
  readonly root: string;
  readonly folders: LocalPlace;
  readonly spawner: LocalSpawner;
  readonly deployer: Deployer;
  readonly functions: Functions;
  readonly owner: { readonly instance: string };
  readonly stateDirectory: string;
  readonly brokerUrl: string;
  /** Writes files of the plugin. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Deploys the folder as it is. */
  deploy(): Promise<readonly DeployEvent[]>;
}

/** Makes a plugin folder of the given files and an instance around it; nothing is deployed yet. */
export async function openInstance(files: Readonly<Record<string, string>>): Promise<Instance> {
  await using made = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-local-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const root = join(directory, 'plugin');
  const write = async (changed: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(changed)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };
  await write({ 'package.json': '{"name":"tried","version":"1.0.0"}', ...files });
  const state = await openStateDirectory(join(directory, 'state'));
  const broker = made.use(await startEmbeddedBroker({ user: 'admin', password: 'a test' }));
  const { url, managementUrl } = broker;
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  const folders = { cacheDirectory, directory: state.resolve('local'), env: process.env };
  const spawner = made.use(createLocalSpawner(folders));
  const catalog = createCatalogStore(state);
  const deployer = createDeployer(
    {
      builder: createLocalBuilder(folders),
      ...{ spawner, catalog, broker: admin },
      desired: createDesiredStore(state),
      blobs: createBlobStore(state),
      locks: { write: writeLock },
    },
    {
      runtime: await readWorkerRuntime(),
      baseImage: LOCAL_BASE_IMAGE,
      defaultPython: (await findPython(undefined, process.env)).minor,
      workerBrokerUrl: url,
      controlUser: 'admin',
    },
  );
  const functions = made.use(await connect({ brokerUrl: url, stateDirectory: state.path }));
  const cleanUp = made.move();
  return {
    ...{ root, folders, spawner, deployer, functions, write },
    owner: { instance: state.instance },
    stateDirectory: state.path,
    brokerUrl: url,
    async deploy() {
      const { value: plugin, diagnostics } = await readPlugin(root);
      if (plugin === undefined) throw new Error(JSON.stringify(diagnostics));
      return await Array.fromAsync(deployer.deploy(plugin));
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
