import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { connectBroker } from '@celeriac/broker';
import { failureOf } from '../../../packages/broker/test/failure-of.ts';
import { openTcpProxy, type OwnBroker, startOwnBroker } from '../index.ts';
import { type EchoApp, numbers, openEchoApp } from './support/open-echo-app.ts';

const { brokerUrl, brokerKind } = inject('services');

describe.skipIf(!brokerUrl)('calls, when the broker', () => {
  let broker: OwnBroker;
  let app: EchoApp;
  beforeAll(async () => {
    broker = await startOwnBroker(brokerKind);
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    app = await openEchoApp(broker);
  });
  afterEach(() => app?.[Symbol.asyncDispose]());

  test('hangs, end in time or wait until it is back', async () => {
    await using client = await connectBroker({ url: app.stage.broker.url, heartbeatSeconds: 1 });
    const waiting = app.echo(client, 10);
    const short = client.call(app.request(0), { timeoutMs: 6_000 });
    await expect.poll(() => client.stats().confirmed).toBe(11);
    broker.freeze();
    await expect.poll(() => client.stats().connected, { timeout: 15_000 }).toBe(false);
    expect(await failureOf(short.result)).toMatchObject({ code: 'TIMED_OUT', maybeExecuted: true });
    broker.thaw();
    await using _worker = await app.startWorker();
    expect(await Promise.all(waiting.map((call) => call.result))).toEqual(numbers(10));
  });

  test('is cut off by the network, are answered when it is reached again', async () => {
    await using proxy = await openTcpProxy({ targetPort: broker.port });
    const url = app.stage.broker.url.replace(`:${broker.port}`, `:${proxy.port}`);
    await using client = await connectBroker({ url, heartbeatSeconds: 1 });
    const calls = app.echo(client, 50);
    await expect.poll(() => client.stats().confirmed).toBe(50);
    proxy.blackHole();
    // Answered while nobody can hear it: the broker holds what was not acknowledged.
    await using _worker = await app.startWorker();
    await expect.poll(() => client.stats().connected, { timeout: 15_000 }).toBe(false);
    proxy.drop();
    proxy.restore();
    expect(await Promise.all(calls.map((call) => call.result))).toEqual(numbers(50));
  });

  test('does not answer, are queued in their time or not at all', async () => {
    await using proxy = await openTcpProxy({ targetPort: broker.port });
    const url = app.stage.broker.url.replace(`:${broker.port}`, `:${proxy.port}`);
    const options = { url, clientName: 'batch', heartbeatSeconds: 0 };
    await using client = await connectBroker(options);
    proxy.blackHole();
    // Without heartbeats, nothing else would end it.
    const late = client.enqueue(app.request(1), { timeoutMs: 500 });
    expect(await failureOf(late)).toMatchObject({ code: 'TIMED_OUT', maybeExecuted: false });
    const signal = AbortSignal.timeout(500);
    const given = client.enqueue(app.request(2), { signal });
    expect(await failureOf(given)).toMatchObject({ code: 'CANCELLED', maybeExecuted: false });
    proxy.drop();
    proxy.restore();
    await client.enqueue(app.request(3));
  });

  test('loses their queue under way, are told so in their time', async () => {
    await using client = await connectBroker({ url: app.stage.broker.url });
    const [call] = app.echo(client, 1, 1_500);
    await expect.poll(() => client.stats().confirmed).toBe(1);
    await app.stage.admin.removeQueue(app.queue);
    const error = await failureOf(call!.result);
    expect(error).toMatchObject({ code: 'TIMED_OUT', maybeExecuted: true });
    expect(error.message).toContain('was removed');
    const [next] = app.echo(client, 1);
    expect(await failureOf(next!.result)).toMatchObject({ code: 'APP_STOPPED' });
  });
});
