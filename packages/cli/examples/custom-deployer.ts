// A deployer of one's own, made of the packages: node custom-deployer.ts <plugin folder>
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createDeployer } from '@celeriac/deployer';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readPlugin } from '@celeriac/plugin';
import { createSpawner } from '@celeriac/spawner';
import { createDesiredStore, defaultStateDirectory, openStateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';

const { CELERIAC_BROKER_URL: url = '', CELERIAC_MANAGEMENT_URL: managementUrl = '' } = process.env;
const { value: plugin, diagnostics } = await readPlugin(process.argv[2] ?? '.');
for (const { severity, message } of diagnostics) console.error(severity, message);
if (!plugin) process.exit(1);

await using engine = await connectEngine();
await using broker = await createBrokerAdmin({ url, managementUrl });
const state = await openStateDirectory(defaultStateDirectory(process.env));
const deployer = createDeployer(
  {
    builder: createImageBuilder(engine),
    spawner: createSpawner(engine),
    broker,
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
  },
  {
    runtime: await readWorkerRuntime(),
    baseImage: process.env['CELERIAC_BASE_IMAGE'] ?? 'python:3.13-slim',
    workerBrokerUrl: process.env['CELERIAC_WORKER_BROKER_URL'] ?? url,
    controlUser: new URL(url).username,
    buildEnvironment: { caBundleFile: process.env['CELERIAC_CA_BUNDLE'] },
  },
);
for await (const event of deployer.deploy(plugin)) console.log(event.kind);
