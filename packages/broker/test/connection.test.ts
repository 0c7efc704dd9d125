import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { BrokerError, connectBroker } from '@celeriac/broker';
import { createTestBroker } from './test-broker.ts';
import { failureOf } from './failure-of.ts';
import { type DemoApp, startDemoApp } from './demo-app.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

interface Listed {
  readonly name: string;
  readonly user_provided_name?: string;
}

describe.skipIf(brokerUrl === '' || managementUrl === '')('connections to RabbitMQ', () => {
  let demo: DemoApp;

  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
  });
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
  });

  test.each([`killed`, undefined])(
    'calls outlive their connections: clientName %s',
    async (prefix) => {
      const clientName = prefix && `${prefix}-${demo.broker.suffix}`;
      await using own = await connectBroker({
        url: demo.broker.url,
        ...(clientName !== undefined && { clientName }),
      });
      const calls = [1, 2].map(() => own.call(demo.request('Demo:stuck')));
      await expect.poll(() => demo.stuck.length).toBe(2);
      await demo.broker.killConnections(new RegExp(`celeriac calls ${clientName ?? ''}`));
      // One is answered while nobody is there to hear it.
      demo.stuck.shift()?.();
      await expect.poll(() => own.stats()).toMatchObject({ connected: true, reconnects: 1 });
      await demo.broker.killConnections(new RegExp(`celeriac replies ${clientName ?? ''}`));
      await expect(own.call(demo.request('Demo:add')).result).resolves.toBe(3);
      demo.stuck.shift()?.();
      await expect(Promise.all(calls.map((call) => call.result))).resolves.toEqual([
        'late',
        'late',
      ]);
      await expect.poll(() => own.stats()).toMatchObject({ reconnects: 2, inFlight: 0 });
    },
  );

  test('goes on with the connection that calls go by where only that of the replies is lost', async () => {
    const clientName = `half-${demo.broker.suffix}`;
    await using own = await connectBroker({ url: demo.broker.url, clientName });
    const addresses = async (): Promise<readonly string[]> => {
      const path = `vhosts/${demo.broker.vhost}/connections`;
      const found = (await demo.broker.api('GET', path)) as readonly Listed[];
      return found
        .filter((one) => one.user_provided_name === `celeriac calls ${clientName}`)
        .map(({ name }) => name);
    };
    await expect.poll(addresses, { timeout: 15_000 }).toHaveLength(1);
    const before = await addresses();
    const held = own.call(demo.request('Demo:held'));
    await expect.poll(() => demo.stuck.length).toBe(1);
    await demo.broker.killConnections(new RegExp(`celeriac replies ${clientName}`));
    await expect.poll(() => own.stats()).toMatchObject({ connected: true, reconnects: 1 });
    demo.stuck.shift()?.();
    await expect(held.result).resolves.toBe(3);
    await expect(own.call(demo.request('Demo:add')).result).resolves.toBe(3);
    expect(await addresses()).toEqual(before);
  });

  test('tells calls that their answers cannot come where the reply queue was removed', async () => {
    const clientName = `removed-${demo.broker.suffix}`;
    await using own = await connectBroker({ url: demo.broker.url, clientName });
    const call = own.call(demo.request('Demo:stuck'));
    await expect.poll(() => demo.stuck.length).toBe(1);
    await demo.broker.api('DELETE', `queues/${demo.broker.vhost}/celeriac.reply.${clientName}`);
    const error = await failureOf(call.result);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', maybeExecuted: true });
    expect(error.message).toContain('was removed');
    await expect(own.call(demo.request('Demo:add')).result).resolves.toBe(3);
    demo.stuck.shift()?.();
  });

  test('an anonymous client takes its reply queue with it, a named one leaves it', async () => {
    const { vhost, suffix, url } = demo.broker;
    const list = async (): Promise<readonly string[]> => {
      const queues = (await demo.broker.api('GET', `queues/${vhost}`)) as { name: string }[];
      return queues.map(({ name }) => name).filter((name) => name.startsWith('celeriac.reply.'));
    };
    const before = await list();
    const clients = await Promise.all([
      connectBroker({ url }),
      connectBroker({ url, clientName: `stays-${suffix}` }),
    ]);
    for (const client of clients) await client.close();
    expect(await list()).toEqual([...before, `celeriac.reply.stays-${suffix}`].sort());
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
