import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBlobStore } from '@celeriac/blob-store';
import { createBrokerAdmin, createDeadLetterAnswerer } from '@celeriac/broker';
import { createCatalogStore } from '@celeriac/catalog';
import { createController, createDeployer, type DeployerPorts } from '@celeriac/deployer';
import {
  createLocalBuilder,
  createLocalSpawner,
  findPython,
  LOCAL_BASE_IMAGE,
} from '@celeriac/local';
import { readPlugin, writeLock } from '@celeriac/plugin';
import { createDesiredStore, LOCAL_FOLDER, openStateDirectory } from '@celeriac/state';
import { readWorkerRuntime } from '@celeriac/worker';
import { identifyProcess } from '../../services/host/process-identity.ts';
import { workspaceRoot } from '../../steps/run-program.ts';
import { startEmbeddedProcess } from '../embedded/start-embedded-process.ts';
import { openTcpProxy, type TcpProxy } from '../open-tcp-proxy.ts';
import { childrenOf, kill } from '../processes.ts';
import type { RunningWorker } from './keep-workers.ts';
import { loadApp } from './load-app.ts';
import type { Rig } from './open-rig.ts';
import { createShiftedClock } from './shifted-clock.ts';

/** How much there is of it, and of what. */
export interface LocalRigOptions {
  /** A plugin folder with one app. */
  readonly plugin: string;
  readonly workers: number;
  /** Processes of each. */
  readonly concurrency: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A rig as `celeriac dev` has one: an embedded broker, the app deployed with workers of
 * `@celeriac/local`, and a controller that starts again what has ended. Its clock is nobody's.
 */
export async function openLocalRig(options: LocalRigOptions): Promise<Rig> {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-local-rig-'));
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, 'plugin');
  await cp(options.plugin, root, { recursive: true });
  await setSize(root, options);
  const state = await openStateDirectory(join(folder, 'state'));
  const app = made.use(await loadApp(root, { instance: state.instance }));
  const broker = made.use(await startEmbeddedProcess());
  const { url, managementUrl } = broker;
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  made.use(await createDeadLetterAnswerer({ url }));
  const clientSide = made.use(await openTcpProxy({ targetPort: broker.port }));
  const workerSide = made.use(await openTcpProxy({ targetPort: broker.port }));
  const through = (proxy: TcpProxy): string => url.replace(`:${broker.port}`, `:${proxy.port}`);
  const clock = made.use(createShiftedClock(app.directory));
  const ledgerFile = join(app.directory, 'ledger');

  const cacheDirectory = join(workspaceRoot, '.cache/celeriac');
  const place = { cacheDirectory, directory: state.resolve(LOCAL_FOLDER), env: process.env };
  const local = made.use(createLocalSpawner(place));
  const env = { LEDGER_FILE: ledgerFile, ...options.env };
  const ports: DeployerPorts = {
    builder: createLocalBuilder(place),
    spawner: {
      ...local,
      start: (spec, how) => local.start({ ...spec, env: { ...spec.env, ...env } }, how),
    },
    broker: admin,
    catalog: createCatalogStore(state),
    desired: createDesiredStore(state),
    blobs: createBlobStore(state),
    locks: { write: writeLock },
  };
  const deployer = createDeployer(ports, {
    runtime: await readWorkerRuntime(),
    baseImage: LOCAL_BASE_IMAGE,
    defaultPython: (await findPython(undefined, process.env)).minor,
    workerBrokerUrl: through(workerSide),
    controlUser: new URL(url).username,
  });
  const { value: plugin } = await readPlugin(root);
  if (plugin === undefined) throw new Error(`${root} is no plugin`);
  for await (const _ of deployer.deploy(plugin));
  const ends: number[] = [];
  const stop = new AbortController();
  const following = [
    follow(createController({ ports }).run({ signal: stop.signal }), () => undefined),
    follow(local.events({ instance: state.instance }, { signal: stop.signal }), (event) => {
      if (event.kind === 'ended') ends.push(event.cause.kind === 'exited' ? 1 : 128);
    }),
  ];
  made.defer(async () => {
    stop.abort();
    await Promise.allSettled(following);
  });
  const cleanUp = made.move();
  const dispose = (): Promise<void> => cleanUp.disposeAsync();
  const workers = {
    ends,
    get workers() {
      return listRunning(join(place.directory, 'workers'));
    },
    [Symbol.asyncDispose]: dispose,
  };
  return {
    ...{ broker, app, admin, clientSide, workerSide, workers, clock, ledgerFile },
    clientUrl: through(clientSide),
    [Symbol.asyncDispose]: dispose,
  };
}

async function setSize(
  root: string,
  { workers, concurrency }: Pick<LocalRigOptions, 'workers' | 'concurrency'>,
): Promise<void> {
  const { value: plugin } = await readPlugin(root);
  const [app] = plugin?.apps ?? [];
  if (app === undefined) throw new Error(`${root} is no plugin`);
  const settings = { replicas: workers, concurrency };
  await writeFile(join(app.directory, 'container.json'), JSON.stringify(settings));
}

/** What `@celeriac/local` keeps of the workers that run. */
function listRunning(directory: string): readonly RunningWorker[] {
  return readdirSync(directory).flatMap((id) => {
    try {
      const text = readFileSync(join(directory, id, 'worker.json'), 'utf8');
      const { name, process: main } = JSON.parse(text) as {
        name: string;
        process: { pid: number };
      };
      const identity = identifyProcess(main.pid);
      if (identity === undefined) return [];
      return {
        ...{ name, process: identity },
        get children() {
          return childrenOf(identity);
        },
        terminate: () => void process.kill(identity.pid, 'SIGTERM'),
        kill: () => kill(identity),
      };
    } catch {
      // It was removed, or was about to begin.
      return [];
    }
  });
}

async function follow<T>(events: AsyncIterable<T>, tell: (event: T) => void): Promise<void> {
  for await (const event of events) tell(event);
}
