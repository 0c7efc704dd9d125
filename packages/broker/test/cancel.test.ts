import { CONTROL_EXCHANGE, controlQueue } from '@celeriac/deployment';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, connectBroker } from '@celeriac/broker';
import { type DemoApp, startDemoApp } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('calls that are given up', () => {
  let demo: DemoApp;
  let client: BrokerClient;
  let controls: readonly string[];
  /** What the workers of those names were told, in order. */
  const readTold = async (queue: string, count: number): Promise<readonly unknown[]> => {
    const model = await connect(demo.broker.urlOf(demo.app.user, demo.app.password));
    const channel = await model.createChannel();
    const told: unknown[] = [];
    await channel.consume(
      queue,
      (message) => message && told.push(JSON.parse(message.content.toString())),
      { noAck: true },
    );
    await expect.poll(() => told.length).toBe(count);
    await model.close();
    return told;
  };
  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
    client = await connectBroker({ url: demo.broker.url });
    controls = [0, 1].map((replica) => controlQueue({ ...demo.app, version: 1, replica }));
    await demo.admin.ensureApp(demo.app, { controlQueues: controls });
  });
  afterAll(async () => {
    await client?.close();
    await demo?.[Symbol.asyncDispose]();
  });

  test('every worker of the queue is told, and a call that was not sent is nobody’s business', async () => {
    await using narrow = await connectBroker({ url: demo.broker.url, maxInFlight: 2 });
    const soft = narrow.call(demo.request('Demo:stuck'));
    const killed = narrow.call(demo.request('Demo:stuck'));
    const waiting = narrow.call(demo.request('Demo:stuck'));
    await expect.poll(() => demo.stuck.length).toBe(2);
    waiting.cancel();
    soft.cancel();
    killed.cancel({ kill: true, reason: 'enough' });
    killed.cancel();
    expect(await failureOf(waiting.result)).toMatchObject({
      code: 'CANCELLED',
      maybeExecuted: false,
    });
    expect(await failureOf(soft.result)).toMatchObject({ code: 'CANCELLED', maybeExecuted: true });
    expect(await failureOf(killed.result)).toMatchObject({ code: 'CANCELLED', cause: 'enough' });
    for (const queue of controls)
      expect(await readTold(queue, 2)).toEqual([
        { kind: 'cancel', id: soft.id, mode: 'soft' },
        { kind: 'cancel', id: killed.id, mode: 'kill' },
      ]);
    for (const end of demo.stuck.splice(0)) end();
  });

  test('a signal tells the workers as well', async () => {
    const controller = new AbortController();
    const call = client.call(demo.request('Demo:stuck'), { signal: controller.signal });
    await expect.poll(() => demo.stuck.length).toBe(1);
    controller.abort();
    expect(await failureOf(call.result)).toMatchObject({ code: 'CANCELLED' });
    expect(await readTold(controls[0]!, 1)).toEqual([
      { kind: 'cancel', id: call.id, mode: 'soft' },
    ]);
    demo.stuck.shift()?.();
  });

  test('the word of a worker that a call was given up reaches whoever waits for it', async () => {
    const call = client.call(demo.request('Demo:given-up', { events: ['started'] }));
    const error = await failureOf(call.result);
    expect(error).toMatchObject({ code: 'CANCELLED', phase: 'started', maybeExecuted: false });
    expect(error.message).toContain('before it began');
  });

  test('where the broker has no such exchange, calls go on', async () => {
    const call = client.call(demo.request('Demo:stuck'));
    await expect.poll(() => demo.stuck.length).toBe(1);
    await demo.broker.api('DELETE', `exchanges/${demo.broker.vhost}/${CONTROL_EXCHANGE}`);
    call.cancel();
    expect(await failureOf(call.result)).toMatchObject({ code: 'CANCELLED' });
    await expect(client.call(demo.request('Demo:add')).result).resolves.toBe(3);
    expect(client.stats()).toMatchObject({ reconnects: 0 });
    await demo.admin.ensureTopology();
    demo.stuck.shift()?.();
  });
});
