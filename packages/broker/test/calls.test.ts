import { taskQueue } from '@celeriac/deployment';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, connectBroker, TaskFailure } from '@celeriac/broker';
import { startFakeWorker } from './fake-worker.ts';
import { failureOf } from './failure-of.ts';
import { type DemoApp, startDemoApp } from './demo-app.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('calls over RabbitMQ', () => {
  let demo: DemoApp;
  let client: BrokerClient;
  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
    client = await connectBroker({ url: demo.broker.url });
  });
  afterAll(async () => {
    await client?.close();
    await demo?.[Symbol.asyncDispose]();
  });

  test('gets the value of a call', async () => {
    const started: string[] = [];
    const call = client.call(demo.request('Demo:add'), { onStarted: (name) => started.push(name) });
    expect(call.state).toBe('queued');
    await expect(call.result).resolves.toBe(3);
    expect(call.state).toBe('done');
    expect(started).toEqual(['worker-1']);
  });

  test("speaks Celery's message protocol 2", async () => {
    await client.call(demo.request('Demo:add', { hardTimeLimitSeconds: 9 }), { timeoutMs: 7_000 })
      .result;
    const { properties, content } = demo.worker.seen.at(-1)!;
    expect(JSON.parse(content.toString())).toEqual([
      [],
      { x: 1, y: 2 },
      { callbacks: null, errbacks: null, chain: null, chord: null },
    ]);
    expect(properties).toMatchObject({
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      deliveryMode: 2,
    });
    expect(Number(properties.expiration)).toBeGreaterThan(6_000);
    expect(Number(properties.expiration)).toBeLessThanOrEqual(7_000);
    const id = properties.correlationId as string;
    expect(properties.headers).toEqual({
      lang: 'js',
      task: 'Demo:add',
      id,
      root_id: id,
      parent_id: null,
      group: null,
      timelimit: [9, null],
      celeriac_contract: 'c0ffee',
    });
  });

  test('rejects with the failure of the function', async () => {
    const error = await failureOf(client.call(demo.request('Demo:fail')).result);
    expect(error).toBeInstanceOf(TaskFailure);
    expect(error).toMatchObject({
      code: 'TASK_FAILED',
      pythonType: 'ValueError',
      message: 'no number',
      task: 'Demo:fail',
      maybeExecuted: true,
    });
  });

  test('believes the first final reply and counts the second', async () => {
    const before = client.stats().dropped.unmatched;
    await expect(client.call(demo.request('Demo:twice')).result).resolves.toBe('first');
    await expect.poll(() => client.stats().dropped.unmatched).toBe(before + 1);
  });

  test('ends a call whose answer cannot be read', async () => {
    const error = await failureOf(client.call(demo.request('Demo:text')).result);
    expect(error).toMatchObject({ code: 'BAD_REPLY', maybeExecuted: true });
  });

  test('drops results of users that the call does not trust, and of none', async () => {
    const other = await demo.addApp('other');
    const url = demo.broker.urlOf(other.user, other.password);
    const before = client.stats().dropped.untrusted;
    await using forger = await startFakeWorker(
      { url, queue: other.queue, worker: 'forger' },
      (task) => {
        task.reply({ kind: 'result', value: 'anonymous' }, { userId: undefined });
        return { kind: 'result', value: 'forged' };
      },
    );
    const call = client.call(demo.request('Demo:add', { queue: other.queue }), { timeoutMs: 400 });
    expect(await failureOf(call.result)).toMatchObject({ code: 'TIMED_OUT' });
    expect(client.stats().dropped.untrusted).toBe(before + 2);
    expect(forger.seen).toHaveLength(1);
  });

  test('says that the app is stopped when its queue is gone', async () => {
    const gone = taskQueue({ ...demo.app, plugin: 'Gone', contract: 'ff' });
    const error = await failureOf(client.call(demo.request('Demo:add', { queue: gone })).result);
    expect(error).toMatchObject({ code: 'APP_STOPPED', queue: gone, maybeExecuted: false });
    expect(client.stats().inFlight).toBe(0);
  });

  test('times out, and says that nobody consumes the queue', async () => {
    const { queue: idle } = await demo.addApp('idle');
    const call = client.call(demo.request('Demo:add', { queue: idle, events: ['started'] }), {
      timeoutMs: 200,
    });
    const error = await failureOf(call.result);
    expect(error).toMatchObject({
      code: 'TIMED_OUT',
      phase: 'queued',
      consumers: 0,
      maybeExecuted: false,
    });
    expect(error.message).toContain('no worker consumes');
  });

  test('times out, and says that a worker runs it', async () => {
    const call = client.call(demo.request('Demo:stuck', { events: ['started'] }), {
      timeoutMs: 300,
    });
    const error = await failureOf(call.result);
    expect(error).toMatchObject({ code: 'TIMED_OUT', phase: 'started', worker: 'worker-1' });
    demo.stuck.shift()?.();
  });

  test('gives a call up by signal and by hand, before and while it runs', async () => {
    const controller = new AbortController();
    const call = client.call(demo.request('Demo:stuck', { events: ['started'] }), {
      signal: controller.signal,
    });
    await expect.poll(() => call.state).toBe('started');
    controller.abort(new Error('enough'));
    expect(await failureOf(call.result)).toMatchObject({
      code: 'CANCELLED',
      phase: 'started',
      maybeExecuted: true,
      cause: new Error('enough'),
    });
    const late = client.call(demo.request('Demo:add'), { signal: controller.signal });
    expect(await failureOf(late.result)).toMatchObject({ code: 'CANCELLED', maybeExecuted: false });
    const byHand = client.call(demo.request('Demo:stuck'));
    byHand.cancel({ reason: 'not needed' });
    byHand.cancel();
    expect(await failureOf(byHand.result)).toMatchObject({ code: 'CANCELLED', phase: 'queued' });
    expect(client.stats().inFlight).toBe(0);
    await expect.poll(() => demo.stuck.length).toBe(2);
    for (const end of demo.stuck.splice(0)) end();
  });

  test('refuses what cannot be sent, and goes on', async () => {
    const large = demo.request('Demo:add', { kwargs: { x: 'x'.repeat(17 * 1_048_576) } });
    expect(await failureOf(client.call(large).result)).toMatchObject({ code: 'TOO_LARGE' });
    const unnameable = demo.request('Demo:add', { queue: 'q'.repeat(300) });
    expect(await failureOf(client.call(unnameable).result)).toMatchObject({
      code: 'INVALID_OPTION',
    });
    const never = client.call(demo.request('Demo:add'), { timeoutMs: 0 });
    expect(await failureOf(never.result)).toMatchObject({ code: 'INVALID_OPTION' });
    await expect(client.call(demo.request('Demo:add')).result).resolves.toBe(3);
  });

  test('refuses a full queue', async () => {
    const full = `celeriac.task.full.${demo.broker.suffix}`;
    await demo.broker.api('PUT', `queues/${demo.broker.vhost}/${full}`, {
      durable: true,
      arguments: { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
    });
    const calls = [1, 2, 3].map(() => client.call(demo.request('Demo:add', { queue: full })));
    expect(await failureOf(calls[2]!.result)).toMatchObject({
      code: 'QUEUE_FULL',
      retryable: true,
    });
    for (const call of calls) call.cancel();
  });

  test('runs 5,000 calls at once, as fast as the socket takes them', async () => {
    const calls = Array.from({ length: 5_000 }, (_, x) =>
      client.call(demo.request('Demo:add', { kwargs: { x, y: 1 } })),
    );
    // What is written ahead of the socket is bounded, so the rest waits here.
    expect(client.stats().waiting).toBeGreaterThan(1_000);
    const values = await Promise.all(calls.map((call) => call.result));
    expect(values).toEqual(Array.from({ length: 5_000 }, (_, x) => x + 1));
  });

  test('runs 5,000 calls, 1,000 in flight', async () => {
    await using narrow = await connectBroker({ url: demo.broker.url, maxInFlight: 1_000 });
    let most = 0;
    const calls = Array.from({ length: 5_000 }, (_, x) => {
      const call = narrow.call(demo.request('Demo:add', { kwargs: { x, y: 1 } }));
      most = Math.max(most, narrow.stats().inFlight);
      return call.result;
    });
    expect(narrow.stats()).toMatchObject({ inFlight: most, waiting: 5_000 - most });
    expect(most).toBeLessThanOrEqual(1_000);
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 5_000 }, (_, x) => x + 1));
    expect(narrow.stats()).toMatchObject({ inFlight: 0, waiting: 0, sent: 5_000, answered: 5_000 });
  });
});
