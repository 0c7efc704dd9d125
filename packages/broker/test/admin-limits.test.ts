import { controlQueue, DEAD_EXCHANGE } from '@celeriac/deployment';
import { type ChannelModel, connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createBrokerAdmin } from '@celeriac/broker';
import { createTestStage, type TestStage } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')(
  'what an app may take of the broker',
  () => {
    let stage: TestStage;
    let queuesSayTime: boolean;
    beforeAll(async () => {
      stage = await createTestStage(brokerUrl, managementUrl);
      const overview = (await stage.broker.api('GET', 'overview')) as { rabbitmq_version: string };
      const [major = 0, minor = 0] = overview.rabbitmq_version.split('.').map(Number);
      queuesSayTime = major > 3 || minor >= 12;
    });
    afterAll(() => stage?.[Symbol.asyncDispose]());

    test('no more connections than its workers need', async () => {
      const app = await stage.addApp('many');
      const url = stage.broker.urlOf(app.user, app.password);
      const open: ChannelModel[] = [];
      await using stack = new AsyncDisposableStack();
      stack.defer(async () => void (await Promise.all(open.map((one) => one.close()))));
      const openMore = async (): Promise<void> => {
        while (open.length < 50) open.push(await connect(url));
      };
      await expect(openMore()).rejects.toThrow();
      expect(open.length).toBeGreaterThanOrEqual(32);
    });

    test('and as many as they need, however many processes they have', async () => {
      const app = await stage.addApp('crowded');
      const processes = 40;
      await stage.admin.ensureApp(app, { processes });
      const url = stage.broker.urlOf(app.user, app.password);
      await using stack = new AsyncDisposableStack();
      // A connection for each process, and as many again while the broker counts those that were lost.
      for (let count = 0; count < 2 * (processes + 1); count++) {
        const connection = await connect(url);
        stack.defer(() => connection.close());
      }
    });

    test('the control queues of its workers come with it and go with its user', async () => {
      const app = await stage.addApp('controlled');
      const names = [0, 1].map((replica) => controlQueue({ ...app, version: 2, replica }));
      const list = async (): Promise<readonly string[]> => {
        const queues = await stage.broker.api('GET', `queues/${stage.broker.vhost}`);
        return (queues as { name: string }[]).map(({ name }) => name);
      };
      for (let times = 0; times < 2; times++)
        await stage.admin.ensureApp(app, { controlQueues: names });
      expect(await list()).toEqual(expect.arrayContaining(names));
      const foreign = controlQueue({ ...app, app: 'other', version: 2, replica: 0 });
      const refused = stage.admin.ensureApp(app, { controlQueues: [foreign] });
      expect(await failureOf(refused)).toMatchObject({ code: 'INVALID_OPTION' });
      await stage.admin.removeUser(app.user);
      for (const name of names) expect(await list()).not.toContain(name);
      expect(await list()).toContain(app.queue);
    });

    test('a function longer than the broker waits for its worker is refused', async () => {
      const app = await stage.addApp('slow');
      const ensure = (hardSeconds: number): Promise<void> =>
        stage.admin.ensureApp(app, { hardSeconds });
      await ensure(1_700);
      const error = await failureOf(ensure(queuesSayTime ? 31 * 86_400 : 1_790));
      expect(error).toMatchObject({ code: 'LIMIT_TOO_LONG', retryable: false });
      const { url } = stage.broker;
      const told = { url, managementUrl, consumerTimeoutSeconds: 7_200 };
      await using admin = await createBrokerAdmin(told);
      await expect(admin.ensureApp(app, { hardSeconds: 7_000 })).resolves.toBeUndefined();
      // Workers end what has no limit before the broker would give it to another.
      expect(admin.longestCallSeconds).toBe(queuesSayTime ? undefined : 7_140);
    });

    test('a queue that says nothing of time, as an older broker makes it, is kept', async () => {
      const app = await stage.addApp('kept');
      const path = `queues/${stage.broker.vhost}/${app.queue}`;
      const { arguments: made } = (await stage.broker.api('GET', path)) as {
        arguments: Readonly<Record<string, unknown>>;
      };
      const { 'x-consumer-timeout': timeout, ...older } = made;
      expect(timeout).toBe(queuesSayTime ? 2_592_000_000 : undefined);
      expect(older['x-dead-letter-exchange']).toBe(DEAD_EXCHANGE);
      await stage.broker.api('DELETE', path);
      await stage.broker.api('PUT', path, { durable: true, arguments: older });
      await expect(stage.admin.ensureApp(app)).resolves.toBeUndefined();
      expect(await stage.broker.api('GET', path)).toMatchObject({ arguments: older });
    });
  },
);
