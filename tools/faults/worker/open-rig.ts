import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrokerAdmin, createDeadLetterAnswerer } from '@celeriac/broker';
import type { BrokerAdmin } from '@celeriac/deployment';
import { openTcpProxy, type TcpProxy } from '../open-tcp-proxy.ts';
import { type OwnBroker, startOwnBroker } from '../start-own-broker.ts';
import { ensureWorkerPython } from './ensure-worker-python.ts';
import { keepWorkers, type KeptWorkers } from './keep-workers.ts';
import { loadApp, type LoadedApp } from './load-app.ts';
import { openLocalRig } from './open-local-rig.ts';
import { createShiftedClock, type ShiftedClock } from './shifted-clock.ts';

/** Everything of a call that can be harmed: broker, networks, workers and their clock. */
export interface Rig extends AsyncDisposable {
  readonly broker: OwnBroker;
  readonly app: LoadedApp;
  readonly admin: BrokerAdmin;
  /** The way of a client to the broker, and a URL that leads through it. */
  readonly clientSide: TcpProxy;
  readonly clientUrl: string;
  /** The way of every worker to the broker. */
  readonly workerSide: TcpProxy;
  readonly workers: KeptWorkers;
  readonly clock: ShiftedClock;
  /** Where the functions of the ledger plugin write. */
  readonly ledgerFile: string;
}

/** How much there is of it. */
export interface RigOptions {
  /** Default: RabbitMQ. */
  readonly broker?: OwnBroker['kind'] | undefined;
  /** Root of another RabbitMQ than that of this machine. */
  readonly rabbitMqRoot?: string | undefined;
  /** `local`: deployed by `@celeriac/local`, on an embedded broker. Default: a process of ours each. */
  readonly workerKind?: 'local' | undefined;
  /** A plugin folder with one app. Default: the ledger plugin. */
  readonly plugin?: string;
  readonly workers: number;
  /** Processes of each. */
  readonly concurrency: number;
  /** Python packages besides those of the worker runtime. */
  readonly requirements?: readonly string[] | undefined;
  /** Environment of the workers besides what they need. */
  readonly env?: Readonly<Record<string, string>>;
}

const READY_LIMIT_MS = 60_000;
const ledgerPlugin = join(import.meta.dirname, '../ledger-plugin');

/** Starts a broker, workers as plain processes and what answers dead letters; waits until all consume. */
export async function openRig(options: RigOptions): Promise<Rig> {
  const { plugin = ledgerPlugin, workers, concurrency } = options;
  if (options.workerKind === 'local') return openLocalRig({ ...options, plugin });
  await using made = new AsyncDisposableStack();
  const python = await ensureWorkerPython(options.requirements);
  const broker = made.use(await startOwnBroker(options.broker, { root: options.rabbitMqRoot }));
  const app = made.use(await loadApp(plugin));
  const { url, managementUrl } = broker;
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  const controlQueues = Array.from({ length: workers }, (_, one) => app.controlQueueOf(one));
  await admin.ensureApp(app.broker, { controlQueues });
  made.use(await createDeadLetterAnswerer({ url }));
  const clientSide = made.use(await openTcpProxy({ targetPort: broker.port }));
  const workerSide = made.use(await openTcpProxy({ targetPort: broker.port }));
  const through = (proxy: TcpProxy): string => url.replace(`:${broker.port}`, `:${proxy.port}`);
  const clock = made.use(createShiftedClock(app.directory));
  const ledgerFile = join(app.directory, 'ledger');
  const kept = made.use(
    keepWorkers(app, {
      ...{ python, concurrency, count: workers, brokerUrl: through(workerSide) },
      env: { ...clock.env, LEDGER_FILE: ledgerFile, ...options.env },
    }),
  );
  await untilConsumed(admin, { queue: app.broker.queue, count: workers });
  const cleanUp = made.move();
  return {
    ...{ broker, app, admin, clientSide, workerSide, workers: kept, clock, ledgerFile },
    clientUrl: through(clientSide),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

/** Waits until so many consumers are on a queue. */
export async function untilConsumed(
  admin: BrokerAdmin,
  { queue, count }: { readonly queue: string; readonly count: number },
): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const found = await admin.queueStatus(queue).catch(() => undefined);
    if ((found?.consumerCount ?? 0) >= count) return;
    if (Date.now() > deadline)
      throw new Error(`${found?.consumerCount ?? 'no'} of ${count} workers consume ${queue}`);
    await sleep(100);
  }
}
