import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { BrokerError, connectBroker } from '@celeriac/broker';
import { createTestBroker } from './test-broker.ts';
import { failureOf } from './failure-of.ts';
import { type DemoApp, startDemoApp } from './demo-app.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('connections to RabbitMQ', () => {
  let demo: DemoApp;

  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
  });
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
  });

  test('ends calls with CONNECTION_LOST and serves new ones on a new connection', async () => {
    const name = `killed-${demo.broker.suffix}`;
    await using own = await connectBroker({ url: demo.broker.url, clientName: name });
    const call = own.call(demo.request('Demo:stuck'));
    await expect.poll(() => demo.stuck.length).toBe(1);
    await demo.broker.killConnections(new RegExp(`celeriac calls ${name}`));
    expect(await failureOf(call.result)).toMatchObject({
      code: 'CONNECTION_LOST',
      maybeExecuted: true,
      retryable: true,
    });
    await expect(own.call(demo.request('Demo:add')).result).resolves.toBe(3);
    expect(own.stats()).toMatchObject({ connected: true, reconnects: 1 });
    demo.stuck.shift()?.();
  });

  test('lets one client have a name, and tells the second', async () => {
    const clientName = `twin-${demo.broker.suffix}`;
    await using first = await connectBroker({ url: demo.broker.url, clientName });
    const error = await failureOf(connectBroker({ url: demo.broker.url, clientName }));
    expect(error).toMatchObject({ code: 'CLIENT_NAME_TAKEN' });
    await expect(first.call(demo.request('Demo:add')).result).resolves.toBe(3);
  });

  test('ends calls with CLOSED and leaves no connection', async () => {
    const clientName = `closed-${demo.broker.suffix}`;
    const own = await connectBroker({ url: demo.broker.url, clientName });
    await expect
      .poll(async () => (await demo.broker.connectionNames()).join(), { timeout: 15_000 })
      .toContain(clientName);
    const call = own.call(demo.request('Demo:add', { queue: 'amq.none' }));
    await Promise.all([own.close(), own.close()]);
    expect(await failureOf(call.result)).toBeInstanceOf(BrokerError);
    expect(await failureOf(own.call(demo.request('Demo:add')).result)).toMatchObject({
      code: 'CLOSED',
    });
    await sleep(100);
    expect((await demo.broker.connectionNames()).join()).not.toContain(clientName);
  });

  test('tells a broker with nothing deployed, a wrong password and a missing vhost apart', async () => {
    await using empty = await createTestBroker(brokerUrl, managementUrl);
    const none = await failureOf(connectBroker({ url: empty.url }));
    expect(none).toMatchObject({ code: 'NOT_DEPLOYED' });
    expect(none.message).toContain('Nothing has been deployed');
    const wrong = await failureOf(
      connectBroker({ url: demo.broker.urlOf(demo.app.user, 's3cret') }),
    );
    expect(wrong).toMatchObject({ code: 'ACCESS_REFUSED', retryable: false });
    expect(String(wrong.stack)).not.toContain('s3cret');
    const vhost = await failureOf(connectBroker({ url: `${demo.broker.url}-missing` }));
    expect(vhost).toMatchObject({ code: 'ACCESS_REFUSED' });
    expect(vhost.message).toContain('no such vhost');
    const app = await failureOf(
      connectBroker({ url: demo.broker.urlOf(demo.app.user, demo.app.password) }),
    );
    expect(app).toMatchObject({ code: 'ACCESS_REFUSED' });
  });
});
