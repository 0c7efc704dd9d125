import { connectBroker, createBrokerAdmin } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import { join } from 'node:path';
import {
  ensureWorkerPython,
  loadApp,
  type OwnBroker,
  startWorkerProcess,
  untilConsumed,
} from '../../faults/index.ts';

/** A worker of ours as a plain process, and a client of its function that does nothing. */
export interface NoopApp extends AsyncDisposable {
  call(): Promise<unknown>;
}

const plugin = join(import.meta.dirname, '../plugin');

/** Starts a worker of two processes on a broker, and connects to it. */
export async function openNoopApp({ url, managementUrl }: OwnBroker): Promise<NoopApp> {
  await using made = new AsyncDisposableStack();
  const python = await ensureWorkerPython();
  const app = made.use(await loadApp(plugin));
  const admin = made.use(await createBrokerAdmin({ url, managementUrl }));
  await admin.ensureTopology();
  await admin.ensureApp(app.broker, { controlQueues: [app.controlQueueOf(0)] });
  const { queue, user } = app.broker;
  const options = { python, brokerUrl: url, name: `bench-${app.broker.instance}` };
  made.use(startWorkerProcess(app, { ...options, replica: 0, concurrency: 2 }));
  await untilConsumed(admin, { queue, count: 1 });
  const client = made.use(await connectBroker({ url }));
  const request = { queue, contract: app.contract, kwargs: {}, trustedUsers: [user, 'celeriac'] };
  const task = taskName(app.plugin, 'noop');
  const cleanUp = made.move();
  return {
    call: () => client.call({ ...request, task }, { timeoutMs: 60_000 }).result,
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
