import { connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  type AnswersOptions,
  type BrokerClient,
  connectBroker,
  type LaterAnswer,
} from '@celeriac/broker';
import { RESULTS_EXCHANGE } from '@celeriac/deployment';
import { type DemoApp, startDemoApp } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('answers for later', () => {
  let demo: DemoApp;
  let client: BrokerClient;
  let clientName: string;
  let count = 0;
  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
  });
  beforeEach(async () => {
    clientName = `later-${count++}`;
    client = await connectBroker({ url: demo.broker.url, clientName });
  });
  afterEach(() => client?.close());
  afterAll(() => demo?.[Symbol.asyncDispose]());

  const lookUp: AnswersOptions['lookUp'] = ({ task }) => Promise.resolve(demo.request(task));
  /** Takes answers until there is one of that id, which is left in the queue. */
  const takeUntil = async (id: string): Promise<readonly LaterAnswer[]> => {
    const taken: LaterAnswer[] = [];
    for await (const answer of client.answers({ lookUp })) {
      if (answer.id === id) return taken;
      taken.push(answer);
    }
    return taken;
  };
  const enqueue = (task: string, x = 1, id?: string): Promise<string> => {
    const kwargs = { x, y: 1 };
    return client.enqueue(demo.request(task, { kwargs, ...(id !== undefined && { id }) }));
  };

  test('give what a function yields, each value once, and then its end', async () => {
    const id = await enqueue('Demo:count', 4);
    const taken = await takeUntil(await enqueue('Demo:add'));
    const partial = { id, task: 'Demo:count', contract: 'c0ffee', kind: 'partial' };
    expect(taken).toEqual([
      ...[0, 1, 2, 3].map((at) => ({ ...partial, value: { at } })),
      { ...partial, kind: 'result', value: 4 },
    ]);
    expect(client.stats().dropped).toMatchObject({ untrusted: 0, repeated: 2 });
  });

  test('are not kept away by what another app forges, which is counted', async () => {
    const other = await demo.addApp('other');
    const id = await enqueue('Demo:held', 3, 'known-to-all');
    await expect.poll(() => demo.stuck.length).toBe(1);
    const intruder = await connect(demo.broker.urlOf(other.user, other.password));
    const channel = await intruder.createConfirmChannel();
    const forged = Buffer.from('{"kind":"result","value":"forged"}');
    for (const userId of [other.user, undefined])
      channel.publish(RESULTS_EXCHANGE, `celeriac.later.${clientName}`, forged, {
        ...(userId !== undefined && { userId }),
        correlationId: `${id} c0ffee Demo:held`,
      });
    await channel.waitForConfirms();
    await intruder.close();
    demo.stuck.shift()?.();
    const taken = await takeUntil(await enqueue('Demo:add'));
    expect(taken).toMatchObject([{ id, kind: 'result', value: 4 }]);
    expect(client.stats().dropped.untrusted).toBe(2);
  });

  test('stay where they are when it cannot be told who may give them', async () => {
    const ids = [await enqueue('Demo:add', 1), await enqueue('Demo:twice')];
    const broken = client.answers({ lookUp: () => Promise.reject(new Error('no disk')) });
    await expect(Array.fromAsync(broken)).rejects.toThrow('no disk');
    const taken = await takeUntil(await enqueue('Demo:add'));
    expect(taken.map(({ id }) => id)).toEqual(ids);
    // The worker had answered the second call twice.
    expect(client.stats().dropped.repeated).toBe(1);
  });

  test('a second loop is told that there is one, and the first goes on', async () => {
    const first = client.answers({ lookUp })[Symbol.asyncIterator]();
    const next = first.next();
    await enqueue('Demo:add');
    await next;
    const second = Array.fromAsync(client.answers({ lookUp }));
    expect(await failureOf(second)).toMatchObject({ code: 'CLIENT_NAME_TAKEN' });
    await enqueue('Demo:add', 5);
    expect(await first.next()).toMatchObject({ value: { value: 6 } });
    await first.return?.();
  });

  test('find a queue again that was removed while calls were queued', async () => {
    await enqueue('Demo:add', 1);
    const queue = `queues/${demo.broker.vhost}/celeriac.later.${clientName}`;
    await demo.broker.api('DELETE', queue);
    const readyIn = async (): Promise<number> => {
      await enqueue('Demo:add', 2);
      const found = (await demo.broker.api('GET', 'queues/' + demo.broker.vhost)) as {
        name: string;
      }[];
      return found.filter(({ name }) => name.endsWith(clientName)).length;
    };
    await expect.poll(readyIn, { timeout: 30_000, interval: 500 }).toBe(2);
    const [first] = await takeUntil(await enqueue('Demo:twice'));
    expect(first).toMatchObject({ kind: 'result', value: 3 });
  });

  test('calls that could not name their answer, or wait for too long, are refused', async () => {
    expect(await failureOf(enqueue('Demo:add', 1, 'two words'))).toMatchObject({
      code: 'INVALID_OPTION',
      maybeExecuted: false,
    });
    const late = client.enqueue(demo.request('Demo:add'), { expiresMs: 8 * 24 * 3_600_000 });
    expect(await failureOf(late)).toMatchObject({ code: 'INVALID_OPTION' });
  });
});
