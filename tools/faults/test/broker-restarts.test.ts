import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { connectBroker } from '@celeriac/broker';
import { type PrivateBroker, startPrivateBroker } from '../index.ts';
import { countOutcomes, type EchoApp, numbers, openEchoApp } from './support/open-echo-app.ts';

const services = inject('services');

describe.skipIf(!services.brokerUrl)('calls, when the broker', () => {
  let broker: PrivateBroker;
  let app: EchoApp;
  beforeAll(async () => {
    broker = await startPrivateBroker();
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    app = await openEchoApp(broker);
    // RabbitMQ writes half a second late where it finds a new quorum queue again after a power cut.
    await sleep(3_000);
  });
  afterEach(() => app?.[Symbol.asyncDispose]());

  test('is restarted with 500 calls waiting, are answered after it is back', async () => {
    await using client = await connectBroker({ url: app.stage.broker.url });
    const calls = app.echo(client, 500);
    await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(500);
    await broker.stop();
    await expect.poll(() => client.stats().connected).toBe(false);
    const during = app.echo(client, 5);
    await broker.start();
    await using _worker = await app.startWorker();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(500));
    expect(await Promise.all(during.map((call) => call.result))).toEqual(numbers(5));
  });

  const limit = { timeout: 180_000 };

  test(
    'is killed amid the sending, are answered or told that they may have run',
    limit,
    async () => {
      await using client = await connectBroker({ url: app.stage.broker.url });
      const calls = app.echo(client, 3_000, 60_000);
      await expect.poll(() => client.stats().confirmed, { interval: 5 }).toBeGreaterThan(100);
      await broker.kill();
      await broker.start();
      await using _worker = await app.startWorker();
      const {
        answered = 0,
        'CONNECTION_LOST true': lost = 0,
        ...others
      } = await countOutcomes(calls.map((call) => call.result));
      expect(others).toEqual({});
      expect(answered + lost).toBe(3_000);
      expect(answered).toBeGreaterThan(100);
    },
  );

  test('is killed amid the sending, are all answered where they may run twice', limit, async () => {
    await using client = await connectBroker({ url: app.stage.broker.url });
    const calls = numbers(3_000).map((x) => client.call({ ...app.request(x), idempotent: true }));
    await expect.poll(() => client.stats().confirmed, { interval: 5 }).toBeGreaterThan(100);
    await broker.kill();
    await broker.start();
    await using _worker = await app.startWorker();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(3_000));
  });
});
