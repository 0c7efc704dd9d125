import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, type BrokerError, connectBroker } from '@celeriac/broker';
import { taskName } from '@celeriac/deployment';
import { failureOf } from '../../../packages/broker/test/failure-of.ts';
import { hasWorkerPython, openRig, type PrivateBroker, type Rig, untilConsumed } from '../index.ts';

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
});
