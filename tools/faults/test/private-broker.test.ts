import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError, connectBroker, createBrokerAdmin } from '@celeriac/broker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openTcpProxy, startPrivateBroker, type PrivateBroker } from '../index.ts';

const services = inject('services');

describe.skipIf(!services.brokerUrl)('a private broker', () => {
  let broker: PrivateBroker;
  beforeAll(async () => {
    broker = await startPrivateBroker();
  });
  afterAll(() => broker?.[Symbol.asyncDispose]());

  async function declare(): Promise<void> {
    const { url, managementUrl } = broker;
    await using admin = await createBrokerAdmin({ url, managementUrl });
    await admin.ensureTopology();
  }

  test('comes back on its port with what was declared, after an end in order and a kill', async () => {
    await declare();
    for (const end of [broker.stop, broker.kill]) {
      await end();
      const gone = connectBroker({ url: broker.url, connectTimeoutMs: 2_000 });
      await expect(gone).rejects.toMatchObject({ code: 'UNREACHABLE' });
      await broker.start();
      await using client = await connectBroker({ url: broker.url });
      expect(client.stats().connected).toBe(true);
    }
  });

  test('answers nobody while it is frozen, and everybody after', async () => {
    await declare();
    broker.freeze();
    await expect(connectBroker({ url: broker.url, connectTimeoutMs: 500 })).rejects.toBeInstanceOf(
      BrokerError,
    );
    broker.thaw();
    await using client = await connectBroker({ url: broker.url });
    expect(client.stats().connected).toBe(true);
  });

  test.each(['memory', 'disk'] as const)('blocks publishers by a %s alarm', async (alarm) => {
    await declare();
    await using proxy = await openTcpProxy({ targetPort: broker.port });
    const url = broker.url.replace(String(broker.port), String(proxy.port));
    await using client = await connectBroker({ url });
    const request = { task: 'A:b', queue: 'none', contract: 'c', kwargs: {}, trustedUsers: [] };
    // The broker blocks a connection at its next publish, which is not answered then.
    const call = () => client.call(request, { timeoutMs: 500 }).result;
    await broker.raise(alarm);
    const failures = new Set<unknown>();
    for (let tries = 0; tries < 200 && !failures.has('BLOCKED'); tries++) {
      failures.add(await call().catch((error: BrokerError) => error.code));
      await sleep(20);
    }
    expect(failures).toContain('BLOCKED');
    await broker.clear(alarm);
    for (let tries = 0; tries < 200 && !failures.has('APP_STOPPED'); tries++) {
      failures.add(await call().catch((error: BrokerError) => error.code));
      await sleep(20);
    }
    expect(failures).toContain('APP_STOPPED');
  });
});
