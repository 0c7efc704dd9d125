import { RESULTS_EXCHANGE, taskQueue } from '@celeriac/deployment';
import { connect, type ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBroker, createBrokerAdmin } from '@celeriac/broker';
import { createTestStage, type TestStage } from './demo-app.ts';
import { failureOf } from './failure-of.ts';
import { startFakeWorker } from './fake-worker.ts';
import { createTestBroker } from './test-broker.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('queues, users and permissions', () => {
  let stage: TestStage;
  beforeAll(async () => {
    stage = await createTestStage(brokerUrl, managementUrl);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('making everything again changes nothing but the password', async () => {
    const app = await stage.addApp('again');
    await stage.admin.ensureTopology();
    await stage.admin.ensureApp({ ...app, password: 'new' });
    const model = await connect(stage.broker.urlOf(app.user, 'new'));
    await model.close();
    await expect(connect(stage.broker.urlOf(app.user, app.password))).rejects.toThrow();
    expect(await stage.admin.queueStatus(app.queue)).toEqual({
      ready: 0,
      unacknowledged: 0,
      consumerCount: 0,
      consumers: [],
    });
  });

  test('an app may do its work and nothing else', async () => {
    const app = await stage.addApp('bounded', 'aa');
    const neighbour = await stage.addApp('bounded-2');
    const next = await stage.addApp('bounded', 'bb');
    const url = stage.broker.urlOf(app.user, app.password);
    const refusal = async (act: (channel: ConfirmChannel) => unknown): Promise<string> => {
      const model = await connect(url);
      model.on('error', () => undefined);
      const channel = await model.createConfirmChannel();
      const ended = new Promise<string>((resolve) =>
        channel.on('error', (error: Error) => resolve(error.message)),
      );
      // A channel that the broker closes refuses what was asked of it as well.
      const done = Promise.resolve(act(channel)).then(
        () => channel.waitForConfirms().then(() => 'allowed'),
        () => ended,
      );
      const outcome = await Promise.race([ended, done.catch(() => ended)]);
      await model.close();
      return /ACCESS_REFUSED|PRECONDITION_FAILED|allowed/.exec(outcome)?.[0] ?? outcome;
    };
    const text = Buffer.from('x');
    expect(await refusal((c) => c.consume(app.queue, () => undefined))).toBe('allowed');
    expect(await refusal((c) => c.consume(next.queue, () => undefined))).toBe('allowed');
    expect(await refusal((c) => c.publish(RESULTS_EXCHANGE, 'k', text))).toBe('allowed');
    const own = { userId: app.user };
    expect(await refusal((c) => c.publish(RESULTS_EXCHANGE, 'k', text, own))).toBe('allowed');

    const forged = { userId: neighbour.user };
    const asOther = await refusal((c) => c.publish(RESULTS_EXCHANGE, 'k', text, forged));
    expect(asOther).toBe('PRECONDITION_FAILED');
    for (const act of [
      (c: ConfirmChannel) => c.publish('', neighbour.queue, text),
      (c: ConfirmChannel) => c.publish('', app.queue, text),
      (c: ConfirmChannel) => c.publish('celeriac.dead', '', text),
      (c: ConfirmChannel) => c.consume(neighbour.queue, () => undefined),
      (c: ConfirmChannel) => c.get('celeriac.dead'),
      (c: ConfirmChannel) => c.deleteQueue(app.queue),
      (c: ConfirmChannel) => c.assertQueue('', { exclusive: true }),
      (c: ConfirmChannel) => c.assertExchange('mine', 'direct'),
      (c: ConfirmChannel) => c.bindQueue(app.queue, RESULTS_EXCHANGE, '#'),
    ])
      expect(await refusal(act), String(act)).toBe('ACCESS_REFUSED');
  });

  test('a queue that is none of the app is refused before anything is made', async () => {
    const app = await stage.addApp('named');
    const queue = taskQueue({ ...app, plugin: 'Other', contract: 'aa' });
    expect(await failureOf(stage.admin.ensureApp({ ...app, queue }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
    expect(await stage.admin.queueStatus(queue)).toBeUndefined();
  });

  test('tells how a queue stands', async () => {
    const app = await stage.addApp('status');
    await using client = await connectBroker({ url: stage.broker.url });
    const request = {
      task: 'Demo:add',
      queue: app.queue,
      contract: 'c0ffee',
      kwargs: {},
      trustedUsers: [app.user],
    };
    const calls = [1, 2, 3].map(() => client.call(request));
    const { admin } = stage;
    await expect.poll(async () => (await admin.queueStatus(app.queue))?.ready).toBe(3);
    const url = stage.broker.urlOf(app.user, app.password);
    const held = await startFakeWorker({ url, queue: app.queue, worker: 'w-1' }, () => undefined);
    const status = (): Promise<unknown> => admin.queueStatus(app.queue);
    const busy = { ready: 0, unacknowledged: 3, consumerCount: 1, consumers: ['w-1'] };
    await expect.poll(status, { timeout: 15_000, interval: 200 }).toEqual(busy);
    const idle = { ready: 0, unacknowledged: 0, consumerCount: 0, consumers: [] };
    const others = await Promise.all(['a', 'b'].map((name) => stage.addApp(`status-${name}`)));
    const names = others.map(({ queue }) => queue);
    const gone = ['celeriac.task.nobody', 'celeriac.task.nowhere'];
    const found = await admin.queueStatuses([...gone, app.queue, ...names]);
    expect(found).toEqual(
      new Map<string, unknown>([[app.queue, busy], ...names.map((name) => [name, idle] as const)]),
    );
    expect(await admin.queueStatuses([gone[0]!, app.queue])).toEqual(new Map([[app.queue, busy]]));
    await held[Symbol.asyncDispose]();
    const waiting = { ready: 3, unacknowledged: 0, consumerCount: 0, consumers: [] };
    await expect.poll(status, { timeout: 5_000, interval: 50 }).toEqual(waiting);
    for (const call of calls) call.cancel();
  });

  test('removes queues, users and, when no app is left, what they shared', async () => {
    await using own = await createTestStage(brokerUrl, managementUrl);
    const { admin, broker } = own;
    const exchanges = async (): Promise<readonly string[]> =>
      ((await broker.api('GET', `exchanges/${broker.vhost}`)) as { name: string }[])
        .map((exchange) => exchange.name)
        .filter((name) => name.startsWith('celeriac'));
    const app = await own.addApp('last');
    await admin.removeTopology();
    expect(await exchanges()).toEqual(['celeriac.control', 'celeriac.dead', 'celeriac.results']);
    const client = await connectBroker({ url: broker.url });
    for (let times = 0; times < 2; times++) {
      await admin.removeQueue(app.queue);
      await admin.removeUser(app.user);
      await admin.removeTopology();
    }
    expect(await exchanges()).toEqual(['celeriac.results']);
    await client.close();
    await admin.removeTopology();
    expect(await exchanges()).toEqual([]);
    expect(await broker.api('GET', `queues/${broker.vhost}`)).toEqual([]);
    const users = (await broker.api('GET', 'users')) as { name: string }[];
    expect(users.map((user) => user.name)).not.toContain(app.user);
  });

  test('tells what is in the way: other objects, too few rights, a wrong address', async () => {
    await using other = await createTestBroker(brokerUrl, managementUrl);
    await other.api('PUT', `exchanges/${other.vhost}/${RESULTS_EXCHANGE}`, { type: 'fanout' });
    await using admin = await createBrokerAdmin({ url: other.url, managementUrl });
    expect(await failureOf(admin.ensureTopology())).toMatchObject({ code: 'CONFLICT' });

    const app = await stage.addApp('curious');
    const url = stage.broker.urlOf(app.user, app.password);
    const refused = await failureOf(createBrokerAdmin({ url, managementUrl }));
    expect(refused).toMatchObject({ code: 'ACCESS_REFUSED' });
    expect(refused.remedy).toContain('administrator');
    expect(refused.message).not.toContain(app.password);
    const nowhere = createBrokerAdmin({ url: other.url, managementUrl: 'http://127.0.0.1:9' });
    expect(await failureOf(nowhere)).toMatchObject({ code: 'MANAGEMENT_UNREACHABLE' });
    const signal = AbortSignal.abort();
    expect(
      await failureOf(createBrokerAdmin({ url: other.url, managementUrl, signal })),
    ).toMatchObject({ code: 'CANCELLED' });
  });
});
