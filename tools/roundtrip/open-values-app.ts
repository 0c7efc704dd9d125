import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { WORKER_ENVIRONMENT } from '@celeriac/deployment';
import { connect, type Functions } from '@celeriac/functions';
import { openStateDirectory } from '@celeriac/state';
import { openInstance } from '../../packages/local/test/support/open-instance.ts';
import { createVhost } from '../bench/instance/bench-vhost.ts';
import { ensureWorkerPython, loadApp, startWorkerProcess, untilConsumed } from '../faults/index.ts';

/** What the functions of the plugin import. */
const LIBRARIES = ['pandas', 'pyarrow', 'polars'];

/** The plugin of this folder, run by a worker as a plain process, and what calls it. */
export interface ValuesApp extends AsyncDisposable {
  readonly functions: Functions;
  /** Its catalog and its large values. */
  readonly stateDirectory: string;
  /** The virtual host. */
  readonly brokerUrl: string;
}

/** Where the app's broker is, and what runs its worker. */
export interface ValuesServices {
  readonly brokerUrl?: string;
  readonly managementUrl?: string;
  /** `local`: deployed by `@celeriac/local`, with an embedded broker of its own. Default: a process of ours. */
  readonly workerKind?: 'local';
}

/** Starts the app on a virtual host of its own; disposing leaves nothing of it. */
export async function openValuesApp(services: ValuesServices): Promise<ValuesApp> {
  if (services.workerKind === 'local') return openDeployed();
  const { brokerUrl = '', managementUrl = '' } = services;
  await using made = new AsyncDisposableStack();
  const python = await ensureWorkerPython(LIBRARIES);
  const suffix = randomBytes(4).toString('hex');
  const vhost = made.use(await createVhost(`values-${suffix}`, { brokerUrl, managementUrl }));
  const url = vhost.within(brokerUrl);
  const app = made.use(await loadApp(join(import.meta.dirname, 'plugin'), { instance: suffix }));
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  await admin.ensureApp(app.broker, { controlQueues: [app.controlQueueOf(0)] });
  const { queue, user } = app.broker;
  const stateDirectory = await mkdtemp(join(tmpdir(), 'celeriac-values-'));
  made.defer(() => rm(stateDirectory, { recursive: true }));
  const state = await openStateDirectory(stateDirectory);
  const store = made.use(createBlobStore(state));
  const { directory = '' } = await store.prepare(app.broker);
  made.use(
    startWorkerProcess(app, {
      ...{ python, brokerUrl: url, name: `values-${suffix}` },
      ...{ replica: 0, concurrency: 2, env: { [WORKER_ENVIRONMENT.blobDirectory]: directory } },
    }),
  );
  await untilConsumed(admin, { queue, count: 1 });
  await createCatalogStore(state).write({
    ...{ plugin: app.plugin, version: '1', state: 'deployed', controlUser: new URL(url).username },
    apps: [
      {
        ...{ name: app.broker.app, contract: app.contract, queue, user },
        ...{ functions: app.functions, limits: {} },
      },
    ],
  });
  const functions = made.use(await connect({ brokerUrl: url, stateDirectory }));
  const handles = made.move();
  return {
    functions,
    stateDirectory,
    brokerUrl: url,
    [Symbol.asyncDispose]: () => handles.disposeAsync(),
  };
}

async function openDeployed(): Promise<ValuesApp> {
  const root = join(import.meta.dirname, 'plugin');
  const paths = ['celeriac.json', 'python/values/conform.py', 'python/values/echo.py'];
  const files = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const),
  );
  const requirements = { 'python/values/requirements.in': LIBRARIES.join('\n') };
  const instance = await openInstance({ ...Object.fromEntries(files), ...requirements });
  await instance.deploy();
  return instance;
}
