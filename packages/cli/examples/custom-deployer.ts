// A deployer of one's own, made of the packages: node custom-deployer.ts <plugin folder>
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createDeployer } from '@celeriac/deployer';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readPlugin, writeLock } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import { createDesiredStore, defaultStateDirectory, openStateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';

const setting = (name: string) => process.env[`CELERIAC_${name}`] ?? '';
const { value: plugin } = await readPlugin(process.argv[2] ?? '.');
if (!plugin) throw new Error('This is no plugin; celeriac check says why.');

const host = process.env['DOCKER_HOST'];
await using engine = await connectEngine(host ? { host } : {});
const url = setting('BROKER_URL');
await using broker = await createBrokerAdmin({ url, managementUrl: setting('MANAGEMENT_URL') });
const state = await openStateDirectory(defaultStateDirectory(process.env));
const builder = createImageBuilder(engine);
const spawner = createSpawner(engine);
const catalog = createCatalogStore(state);
const desired = createDesiredStore(state);
const blobs = createBlobStore(state);
const deployer = createDeployer(
  { builder, spawner, broker, catalog, desired, blobs, locks: { write: writeLock } },
  {
    runtime: await readWorkerRuntime(),
    baseImage: setting('BASE_IMAGE'),
    workerBrokerUrl: setting('WORKER_BROKER_URL'),
    controlUser: new URL(url).username,
    buildEnvironment: { caBundleFile: setting('CA_BUNDLE') },
  },
);
for await (const event of deployer.deploy(plugin)) console.log(event.kind);
