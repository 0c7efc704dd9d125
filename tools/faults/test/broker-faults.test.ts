import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, type BrokerError, connectBroker } from '@celeriac/broker';
import { createTestStage, type TestStage } from '../../../packages/broker/test/demo-app.ts';
import { failureOf } from '../../../packages/broker/test/failure-of.ts';
import { type FakeWorker, startFakeWorker } from '../../../packages/broker/test/fake-worker.ts';
import { openTcpProxy, type PrivateBroker, startPrivateBroker } from '../index.ts';

const services = inject('services');

describe.skipIf(!services.brokerUrl)('calls, when the broker', () => {
  let broker: PrivateBroker;
  let stage: TestStage;
  let queue: string;
  let startWorker: () => Promise<FakeWorker>;
  beforeAll(async () => {
    broker = await startPrivateBroker();
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    stage = await createTestStage(broker.url, broker.managementUrl);
    const app = await stage.addApp('app');
    queue = app.queue;
    // RabbitMQ writes half a second late where it finds a new quorum queue again after a power cut.
    await sleep(3_000);
    const url = stage.broker.urlOf(app.user, app.password);
    startWorker = () =>
      startFakeWorker({ url, queue, worker: 'w' }, ({ kwargs }) => ({
        kind: 'result',
        value: kwargs['x'],
      }));
  });
  afterEach(async () => {
    await stage?.[Symbol.asyncDispose]();
  });
  const toRequest = (x: number) => ({
    ...{ task: 'Demo:echo', queue, contract: 'c0ffee', kwargs: { x } },
    trustedUsers: [brokerUserOf(queue), 'celeriac'],
  });
  const echo = (client: BrokerClient, count: number, timeoutMs = 120_000) =>
    Array.from({ length: count }, (_, x) => client.call(toRequest(x), { timeoutMs }));
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, x) => x);
  /** Settles all, and counts what became of them. */
  const countOutcomes = async (results: readonly Promise<unknown>[]) => {
    const counts: Record<string, number> = {};
    for (const result of results) {
      const key = await result.then(
        () => 'answered',
        (error: BrokerError) => `${error.code} ${error.maybeExecuted}`,
      );
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };

  test('is restarted with 500 calls waiting, are answered after it is back', async () => {
    await using client = await connectBroker({ url: stage.broker.url });
    const calls = echo(client, 500);
    await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(500);
    await broker.stop();
    await expect.poll(() => client.stats().connected).toBe(false);
    const during = echo(client, 5);
    await broker.start();
    await using _worker = await startWorker();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(500));
    expect(await Promise.all(during.map((call) => call.result))).toEqual(numbers(5));
  });

  test('is killed amid the sending, are answered or told that they may have run', async () => {
    await using client = await connectBroker({ url: stage.broker.url });
    const calls = echo(client, 3_000, 60_000);
    await expect.poll(() => client.stats().confirmed, { interval: 5 }).toBeGreaterThan(100);
    await broker.kill();
    await broker.start();
    await using _worker = await startWorker();
    const {
      answered = 0,
      'CONNECTION_LOST true': lost = 0,
      ...others
    } = await countOutcomes(calls.map((call) => call.result));
    expect(others).toEqual({});
    expect(answered + lost).toBe(3_000);
    expect(answered).toBeGreaterThan(100);
  });

  test('is killed amid the sending, are all answered where they may run twice', async () => {
    await using client = await connectBroker({ url: stage.broker.url });
    const calls = numbers(3_000).map((x) => client.call({ ...toRequest(x), idempotent: true }));
    await expect.poll(() => client.stats().confirmed, { interval: 5 }).toBeGreaterThan(100);
    await broker.kill();
    await broker.start();
    await using _worker = await startWorker();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(3_000));
  });

  test('hangs, end in time or wait until it is back', async () => {
    await using client = await connectBroker({ url: stage.broker.url, heartbeatSeconds: 1 });
    const waiting = echo(client, 10);
    const short = client.call(toRequest(0), { timeoutMs: 6_000 });
    await expect.poll(() => client.stats().confirmed).toBe(11);
    broker.freeze();
    await expect.poll(() => client.stats().connected, { timeout: 15_000 }).toBe(false);
    expect(await failureOf(short.result)).toMatchObject({ code: 'TIMED_OUT', maybeExecuted: true });
    broker.thaw();
    await using _worker = await startWorker();
    expect(await Promise.all(waiting.map((call) => call.result))).toEqual(numbers(10));
  });

  test('is cut off by the network, are answered when it is reached again', async () => {
    await using proxy = await openTcpProxy({ targetPort: broker.port });
    const url = stage.broker.url.replace(`:${broker.port}`, `:${proxy.port}`);
    await using client = await connectBroker({ url, heartbeatSeconds: 1 });
    const calls = echo(client, 50);
    await expect.poll(() => client.stats().confirmed).toBe(50);
    proxy.blackHole();
    // Answered while nobody can hear it: the broker holds what was not acknowledged.
    await using _worker = await startWorker();
    await expect.poll(() => client.stats().connected, { timeout: 15_000 }).toBe(false);
    proxy.drop();
    proxy.restore();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(50));
  });

  test('loses their queue under way, are told so in their time', async () => {
    await using client = await connectBroker({ url: stage.broker.url });
    const [call] = echo(client, 1, 1_500);
    await expect.poll(() => client.stats().confirmed).toBe(1);
    await stage.admin.removeQueue(queue);
    const error = await failureOf(call!.result);
    expect(error).toMatchObject({ code: 'TIMED_OUT', maybeExecuted: true });
    expect(error.message).toContain('was removed');
    const [next] = echo(client, 1);
    expect(await failureOf(next!.result)).toMatchObject({ code: 'APP_STOPPED' });
  });
});

/** The user of the app that a task queue belongs to. */
function brokerUserOf(queue: string): string {
  return queue.replace('celeriac.task.', 'celeriac.').replace(/\.[0-9a-f]+$/, '');
}
