import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, type BrokerError, connectBroker } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import { failureOf } from '../../../packages/broker/test/failure-of.ts';
import {
  hasWorkerPython,
  openRig,
  type PrivateBroker,
  type Rig,
  type TcpProxy,
  untilConsumed,
} from '../index.ts';

const isPossible = inject('services').brokerUrl !== undefined && (await hasWorkerPython());

describe.skipIf(!isPossible)('calls of a real worker, when', () => {
  let rig: Rig;
  let broker: PrivateBroker;
  let calls = 0;
  beforeAll(async () => {
    rig = await openRig({ workers: 1, concurrency: 2 });
    if (rig.broker.kind !== 'rabbitmq') throw new Error('alarms are of RabbitMQ');
    ({ broker } = rig);
  }, 240_000);
  afterAll(() => rig?.[Symbol.asyncDispose]());

  const callOnce = (client: BrokerClient, seconds = 0) => {
    const { app } = rig;
    const call = ++calls;
    const pending = client.call({
      ...{ task: taskName(app.plugin, 'once'), queue: app.broker.queue, contract: app.contract },
      ...{ kwargs: { call, seconds }, trustedUsers: [app.broker.user, 'celeriac'] },
    });
    return { call, pending, value: call * 2 + 1 };
  };
  type Made = ReturnType<typeof callOnce>;
  const many = (client: BrokerClient, count: number, seconds: number): readonly Made[] =>
    Array.from({ length: count }, () => callOnce(client, seconds));
  const timesRun = async ({ call }: Made): Promise<number> => {
    const lines = (await readFile(rig.ledgerFile, 'utf8')).split('\n');
    return lines.filter((line) => line === `began ${call}`).length;
  };

  test.each(['memory', 'disk'] as const)(
    'the broker is short of %s, are answered when it no longer is, and new ones refused',
    { timeout: 120_000 },
    async (alarm) => {
      await using client = await connectBroker({ url: rig.clientUrl });
      const made = [...many(client, 12, 0.5)];
      await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(12);
      await broker.raise(alarm);
      let refused: BrokerError | undefined;
      // The broker says so to who publishes; what it has not read by then it takes later.
      while (refused === undefined && made.length < 500) {
        const next = callOnce(client);
        const ended = await Promise.race([
          next.pending.result.catch((error: BrokerError) => error),
          new Promise<undefined>((resolve) => setTimeout(resolve, 50, undefined)),
        ]);
        if ((ended as BrokerError | undefined)?.code === 'BLOCKED') refused = ended as BrokerError;
        else made.push(next);
      }
      expect(refused).toMatchObject({ retryable: true, maybeExecuted: false });
      await broker.clear(alarm);
      const values = await Promise.all(made.map(({ pending }) => pending.result));
      expect(values).toEqual(made.map(({ value }) => value));
      for (const one of made) expect(await timesRun(one)).toBe(1);
      await expect.poll(() => callOnce(client).pending.result.catch(() => 0)).toBeGreaterThan(0);
    },
  );

  test(
    'their queue is removed, are answered where they run, and told at once where they wait',
    { timeout: 120_000 },
    async () => {
      await using client = await connectBroker({ url: rig.clientUrl });
      const [running, waiting] = [many(client, 2, 15), many(client, 20, 0)];
      await expect.poll(() => timesRun(running[1]!), { timeout: 20_000 }).toBe(1);
      await expect.poll(() => client.stats().confirmed).toBe(22);
      await rig.admin.removeQueue(rig.app.broker.queue);
      for (const one of waiting) {
        const error = await failureOf(one.pending.result);
        expect(error).toMatchObject({ code: 'QUEUE_GONE', retryable: true, maybeExecuted: true });
      }
      const values = await Promise.all(running.map(({ pending }) => pending.result));
      expect(values).toEqual(running.map(({ value }) => value));
      const controlQueues = [rig.app.controlQueueOf(0)];
      await rig.admin.ensureApp(rig.app.broker, { controlQueues, processes: 2 });
      await untilConsumed(rig.admin, { queue: rig.app.broker.queue, count: 1 });
      await expect(callOnce(client).pending.result).resolves.toBe(calls * 2 + 1);
      for (const one of waiting) expect(await timesRun(one)).toBe(0);
    },
  );

  test.each<readonly [string, () => Promise<void>]>([
    ['killed', () => broker.kill().then(() => broker.start())],
    [
      'hung',
      () =>
        outage(
          () => broker.freeze(),
          () => broker.thaw(),
          NOTICED_BY_CLIENT_MS,
        ),
    ],
    ['partitioned from its workers', () => outageOf(rig.workerSide, NOTICED_BY_WORKER_MS)],
    ['partitioned from its client', () => outageOf(rig.clientSide, NOTICED_BY_CLIENT_MS)],
  ])(
    'the broker is %s while some run and more wait, are answered with their values, and run once',
    { timeout: 180_000 },
    async (_, harm) => {
      await using client = await connectBroker({ url: rig.clientUrl, heartbeatSeconds: 2 });
      const made = [...many(client, 2, 3), ...many(client, 40, 0.05)];
      await expect.poll(() => timesRun(made[1]!), { timeout: 20_000 }).toBe(1);
      await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(made.length);
      await harm();
      const values = await Promise.all(made.map(({ pending }) => pending.result));
      expect(values).toEqual(made.map(({ value }) => value));
      for (const one of made) expect(await timesRun(one)).toBe(1);
    },
  );
});

/** Longer than this client takes to find that nobody answers. */
const NOTICED_BY_CLIENT_MS = 8_000;
/** Longer than broker and worker take, whose heartbeat is 20 s: what runs is given to another then. */
const NOTICED_BY_WORKER_MS = 45_000;

async function outage(begin: () => void, end: () => void, forMs: number): Promise<void> {
  begin();
  await sleep(forMs);
  end();
}

function outageOf(side: TcpProxy, forMs: number): Promise<void> {
  return outage(
    () => side.blackHole(),
    () => side.restore(),
    forMs,
  );
}
