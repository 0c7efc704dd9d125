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
  });
  afterEach(() => app?.[Symbol.asyncDispose]());

  const limit = { timeout: 180_000 };

  test.each(['stop', 'kill'] as const)(
    'is ended by %s with 500 calls waiting, are answered after it is back',
    limit,
    async (end) => {
      await using client = await connectBroker({ url: app.stage.broker.url });
      const calls = app.echo(client, 500);
      await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(500);
      await broker.flush();
      await broker[end]();
      await expect.poll(() => client.stats().connected).toBe(false);
      const during = app.echo(client, 5);
      await broker.start();
      await using _worker = await app.startWorker();
      expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(500));
      expect(await Promise.all(during.map((call) => call.result))).toEqual(numbers(5));
    },
  );

  test(
    'is killed when their queue was just made, are answered or told in their time',
    limit,
    async () => {
      await using client = await connectBroker({ url: app.stage.broker.url });
      const calls = app.echo(client, 20, 25_000);
      await expect.poll(() => client.stats().confirmed, { interval: 5 }).toBe(20);
      await broker.kill();
      await broker.start();
      // The queue may have gone with what was not on the disk yet, and the one of the replies too.
      await using _worker = await app.startWorker().catch(() => null);
      const outcomes = await countOutcomes(calls.map((call) => call.result));
      const known = [
        'answered',
        ...['QUEUE_GONE', 'CONNECTION_LOST', 'TIMED_OUT'].map((code) => `${code} true`),
      ];
      expect(Object.keys(outcomes).filter((outcome) => !known.includes(outcome))).toEqual([]);
    },
  );

  test(
    'is killed amid the sending, are answered or told that they may have run',
    limit,
    async () => {
      await using client = await connectBroker({ url: app.stage.broker.url });
      await broker.flush();
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
    const call = (x: number) => client.call({ ...app.request(x), idempotent: true });
    const calls = numbers(500).map(call);
    await expect.poll(() => client.stats().confirmed, { timeout: 20_000 }).toBe(500);
    await broker.flush();
    // What is sent to it from now on it does not confirm.
    broker.freeze();
    calls.push(...numbers(500).map(call));
    await expect.poll(() => client.stats().sent).toBe(1_000);
    await broker.kill();
    await broker.start();
    await using _worker = await app.startWorker();
    const values = await Promise.all(calls.map(({ result }) => result));
    expect(values).toEqual([...numbers(500), ...numbers(500)]);
    expect(client.stats().resent).toBe(500);
  });
});
