import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type BrokerClient, connectBroker, createBrokerAdmin } from '@celeriac/broker';
import { type AppBroker, brokerUser, taskQueue } from '@celeriac/deployment';
import { startPrivateBroker } from '../faults/index.ts';
import { drainQueue } from './drain-queue.ts';

/** What became of all the calls that were queued. */
export interface DepthReport {
  readonly calls: number;
  readonly queuedPerSecond: number;
  /** Heap in use after a collection, with a tenth of the calls queued and with all of them. */
  readonly heapMiBEarly: number;
  readonly heapMiBLate: number;
  readonly brokerRestartSeconds: number;
  /** Calls found in the queue after the restart, each counted once. */
  readonly found: number;
  readonly lost: number;
  readonly repeated: number;
  readonly holds: boolean;
}

/** Calls on their way to the broker at a time. */
const WINDOW = 2_000;
/** What a heap may differ by from one collection to the next, whatever is queued. */
const FLAT_MIB = 8;
const MIB = 1_048_576;

/**
 * Queues calls that nobody takes, kills the broker and starts it again, and looks which of them are
 * still there.
 */
export async function runDepth(calls: number, log: (line: string) => void): Promise<DepthReport> {
  // A killed broker reads all of a queue's log again before it is ready.
  await using broker = await startPrivateBroker({ timeoutMs: 15 * 60_000 });
  const { url, managementUrl } = broker;
  await using admin = await createBrokerAdmin({ url, managementUrl });
  await admin.ensureTopology();
  const identity = { instance: 'depth', plugin: 'Depth', app: 'depth' };
  const queue = taskQueue({ ...identity, contract: '0' });
  const app: AppBroker = { ...identity, queue, user: brokerUser(identity), password: 'depth' };
  await admin.ensureApp(app);

  const heap: number[] = [];
  const began = performance.now();
  const connected = await connectBroker({ url, clientName: 'depth' });
  {
    await using client = connected;
    for (const share of [0.1, 1]) {
      await enqueueUntil(client, app, Math.round(calls * share));
      heap.push(readHeapMiB());
      log(`${client.stats().confirmed} calls queued, ${heap.at(-1)?.toFixed(1)} MiB of heap`);
    }
  }
  const queuedPerSecond = calls / seconds(began);
  const restart = performance.now();
  await broker.kill();
  await broker.start();
  const brokerRestartSeconds = seconds(restart);
  log(`the broker was killed and is back after ${brokerRestartSeconds.toFixed(1)} s`);
  const { found, repeated } = await drainQueue(url, { queue, calls });
  const [heapMiBEarly = NaN, heapMiBLate = NaN] = heap;
  return {
    ...{ calls, queuedPerSecond, heapMiBEarly, heapMiBLate, brokerRestartSeconds },
    ...{ found, lost: calls - found, repeated },
    holds: found === calls && repeated === 0 && heapMiBLate - heapMiBEarly < FLAT_MIB,
  };
}

/** Queues the calls after those that this client has queued already, up to that number. */
async function enqueueUntil(client: BrokerClient, app: AppBroker, last: number): Promise<void> {
  let next = client.stats().confirmed;
  const lane = async (): Promise<void> => {
    while (next < last) {
      const call = next++;
      await client.enqueue({
        ...{ task: 'Depth:count', queue: app.queue, contract: '0' },
        ...{ kwargs: { call }, trustedUsers: [app.user] },
      });
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, lane));
}

function readHeapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / MIB;
}

function seconds(beganMs: number): number {
  return (performance.now() - beganMs) / 1_000;
}
