import { setTimeout as sleep } from 'node:timers/promises';
import { type BrokerAdmin, brokerUser, taskQueue } from '@celeriac/deployment';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type BrokerClient,
  BrokerError,
  connectBroker,
  createBrokerAdmin,
  TaskFailure,
  type TaskRequest,
} from '@celeriac/broker';
import { type FakeWorker, startFakeWorker } from './fake-worker.ts';
import { createTestBroker, type TestBroker } from './test-broker.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('a client of RabbitMQ', () => {
  let broker: TestBroker;
  let admin: BrokerAdmin;
  let client: BrokerClient;
  let worker: FakeWorker;
  let user: string;
  let queue: string;
  const stuck: (() => void)[] = [];

  beforeAll(async () => {
    broker = await createTestBroker(brokerUrl, managementUrl);
    admin = await createBrokerAdmin({ url: broker.url, managementUrl });
    await admin.ensureTopology();
    const plugin = `Client ${broker.suffix}`;
    user = brokerUser({ instance: broker.suffix, plugin, app: 'app' });
    queue = taskQueue(plugin, 'app', 'c0ffee');
    await admin.ensureApp({ plugin, app: 'app', queue, user, password: 'p' });
    const url = broker.urlOf(user, 'p');
    worker = await startFakeWorker({ url, queue, worker: 'worker-1' }, async (task) => {
      const { x, y } = task.kwargs as { x: number; y: number };
      if (task.task === 'Demo:add') return { kind: 'result', value: x + y };
      if (task.task === 'Demo:fail')
        return {
          kind: 'failure',
          failure: {
            code: 'TASK_FAILED',
            message: 'no number',
            pythonType: 'ValueError',
            traceback: 'Traceback (most recent call last): …',
          },
        };
      if (task.task === 'Demo:twice') task.reply({ kind: 'result', value: 'first' });
      if (task.task === 'Demo:text') task.reply({ kind: 'other' } as never);
      if (task.task === 'Demo:stuck')
        return new Promise((resolve) =>
          stuck.push(() => resolve({ kind: 'result', value: 'late' })),
        );
      return { kind: 'result', value: 'second' };
    });
    client = await connectBroker({ url: broker.url });
  });
  afterAll(async () => {
    for (const end of stuck) end();
    await client?.close();
    await worker?.[Symbol.asyncDispose]();
    await admin?.close();
    await broker?.[Symbol.asyncDispose]();
  });

  const request = (task: string, more: Partial<TaskRequest> = {}): TaskRequest => ({
    task,
    queue,
    contract: 'c0ffee',
    kwargs: { x: 1, y: 2 },
    trustedUsers: [user],
    ...more,
  });

  test('gets the value of a call', async () => {
    const started: string[] = [];
    const call = client.call(request('Demo:add'), { onStarted: (name) => started.push(name) });
    expect(call.state).toBe('queued');
    await expect(call.result).resolves.toBe(3);
    expect(call.state).toBe('done');
    expect(started).toEqual(['worker-1']);
  });

  test("speaks Celery's message protocol 2", async () => {
    await client.call(request('Demo:add', { hardTimeLimitSeconds: 9 }), { timeoutMs: 7_000 })
      .result;
    const { properties, content } = worker.seen.at(-1)!;
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
      shadow: null,
      eta: null,
      expires: null,
      retries: 0,
      timelimit: [9, null],
      argsrepr: '()',
      kwargsrepr: '{}',
      origin: properties.replyTo as string,
      celeriac_contract: 'c0ffee',
    });
  });

  test('rejects with the failure of the function', async () => {
    const error = await failureOf(client.call(request('Demo:fail')).result);
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
    await expect(client.call(request('Demo:twice')).result).resolves.toBe('first');
    await expect.poll(() => client.stats().dropped.unmatched).toBe(before + 1);
  });

  test('ends a call whose answer cannot be read', async () => {
    const error = await failureOf(client.call(request('Demo:text')).result);
    expect(error).toMatchObject({ code: 'BAD_REPLY', maybeExecuted: true });
  });

  test('drops results of users that the call does not trust, and of none', async () => {
    const plugin = `Other ${broker.suffix}`;
    const other = brokerUser({ instance: broker.suffix, plugin, app: 'app' });
    const otherQueue = taskQueue(plugin, 'app', 'aa');
    await admin.ensureApp({ plugin, app: 'app', queue: otherQueue, user: other, password: 'q' });
    const url = broker.urlOf(other, 'q');
    const before = client.stats().dropped.untrusted;
    await using forger = await startFakeWorker(
      { url, queue: otherQueue, worker: 'forger' },
      (task) => {
        task.reply({ kind: 'result', value: 'anonymous' }, { userId: undefined });
        return { kind: 'result', value: 'forged' };
      },
    );
    const call = client.call(request('Demo:add', { queue: otherQueue }), { timeoutMs: 400 });
    expect(await failureOf(call.result)).toMatchObject({ code: 'TIMED_OUT' });
    expect(client.stats().dropped.untrusted).toBe(before + 2);
    expect(forger.seen).toHaveLength(1);
  });

  test('says that the app is stopped when its queue is gone', async () => {
    const gone = taskQueue('Gone', 'app', 'ff');
    const error = await failureOf(client.call(request('Demo:add', { queue: gone })).result);
    expect(error).toMatchObject({ code: 'APP_STOPPED', queue: gone, maybeExecuted: false });
    expect(client.stats().inFlight).toBe(0);
  });

  test('times out, and says that nobody consumes the queue', async () => {
    const plugin = `Idle ${broker.suffix}`;
    const idle = taskQueue(plugin, 'app', 'ab');
    await admin.ensureApp({
      plugin,
      app: 'app',
      queue: idle,
      user: brokerUser({ instance: broker.suffix, plugin, app: 'app' }),
      password: 'p',
    });
    const call = client.call(request('Demo:add', { queue: idle, events: true }), {
      timeoutMs: 200,
    });
    const error = await failureOf(call.result);
    expect(error).toMatchObject({
      code: 'TIMED_OUT',
      phase: 'queued',
      consumers: 0,
      maybeExecuted: false,
    });
    expect((error as Error).message).toContain('no worker consumes');
  });

  test('times out, and says that a worker runs it', async () => {
    const call = client.call(request('Demo:stuck', { events: true }), { timeoutMs: 300 });
    const error = await failureOf(call.result);
    expect(error).toMatchObject({ code: 'TIMED_OUT', phase: 'started', worker: 'worker-1' });
    stuck.shift()?.();
  });

  test('gives a call up by signal and by hand, before and while it runs', async () => {
    const controller = new AbortController();
    const call = client.call(request('Demo:stuck', { events: true }), {
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
    const late = client.call(request('Demo:add'), { signal: controller.signal });
    expect(await failureOf(late.result)).toMatchObject({ code: 'CANCELLED', maybeExecuted: false });
    const byHand = client.call(request('Demo:stuck'));
    byHand.cancel('not needed');
    byHand.cancel();
    expect(await failureOf(byHand.result)).toMatchObject({ code: 'CANCELLED', phase: 'queued' });
    expect(client.stats().inFlight).toBe(0);
    await expect.poll(() => stuck.length).toBe(2);
    for (const end of stuck.splice(0)) end();
  });

  test('refuses what cannot be sent, and goes on', async () => {
    const large = request('Demo:add', { kwargs: { x: 'x'.repeat(17 * 1_048_576) } });
    expect(await failureOf(client.call(large).result)).toMatchObject({ code: 'TOO_LARGE' });
    const unnameable = request('Demo:add', { queue: 'q'.repeat(300) });
    expect(await failureOf(client.call(unnameable).result)).toMatchObject({
      code: 'INVALID_OPTION',
    });
    const never = client.call(request('Demo:add'), { timeoutMs: 0 });
    expect(await failureOf(never.result)).toMatchObject({ code: 'INVALID_OPTION' });
    await expect(client.call(request('Demo:add')).result).resolves.toBe(3);
  });

  test('refuses a full queue', async () => {
    const full = `celeriac.task.full.${broker.suffix}`;
    await broker.api('PUT', `queues/${broker.vhost}/${full}`, {
      durable: true,
      arguments: { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
    });
    const calls = [1, 2, 3].map(() => client.call(request('Demo:add', { queue: full })));
    expect(await failureOf(calls[2]!.result)).toMatchObject({
      code: 'QUEUE_FULL',
      retryable: true,
    });
    for (const call of calls) call.cancel();
  });

  test('runs 5,000 calls, 1,000 in flight', async () => {
    await using narrow = await connectBroker({ url: broker.url, maxInFlight: 1_000 });
    let most = 0;
    const calls = Array.from({ length: 5_000 }, (_, x) => {
      const call = narrow.call(request('Demo:add', { kwargs: { x, y: 1 } }));
      most = Math.max(most, narrow.stats().inFlight);
      return call.result;
    });
    expect(narrow.stats()).toMatchObject({ inFlight: most, waiting: 5_000 - most });
    expect(most).toBeLessThanOrEqual(1_000);
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 5_000 }, (_, x) => x + 1));
    expect(narrow.stats()).toMatchObject({ inFlight: 0, waiting: 0, sent: 5_000, answered: 5_000 });
  });

  test('ends calls with CONNECTION_LOST and serves new ones on a new connection', async () => {
    const name = `killed-${broker.suffix}`;
    await using own = await connectBroker({ url: broker.url, clientName: name });
    const call = own.call(request('Demo:stuck'));
    await expect.poll(() => stuck.length).toBe(1);
    await broker.killConnections(new RegExp(`celeriac calls ${name}`));
    expect(await failureOf(call.result)).toMatchObject({
      code: 'CONNECTION_LOST',
      maybeExecuted: true,
      retryable: true,
    });
    await expect(own.call(request('Demo:add')).result).resolves.toBe(3);
    expect(own.stats()).toMatchObject({ connected: true, reconnects: 1 });
    stuck.shift()?.();
  });

  test('lets one client have a name, and tells the second', async () => {
    const clientName = `twin-${broker.suffix}`;
    await using first = await connectBroker({ url: broker.url, clientName });
    const error = await failureOf(connectBroker({ url: broker.url, clientName }));
    expect(error).toMatchObject({ code: 'CLIENT_NAME_TAKEN' });
    await expect(first.call(request('Demo:add')).result).resolves.toBe(3);
  });

  test('ends calls with CLOSED and leaves no connection', async () => {
    const clientName = `closed-${broker.suffix}`;
    const own = await connectBroker({ url: broker.url, clientName });
    await expect
      .poll(async () => (await broker.connectionNames()).join(), { timeout: 15_000 })
      .toContain(clientName);
    const call = own.call(request('Demo:add', { queue: 'amq.none' }));
    await Promise.all([own.close(), own.close()]);
    expect(await failureOf(call.result)).toBeInstanceOf(BrokerError);
    expect(await failureOf(own.call(request('Demo:add')).result)).toMatchObject({ code: 'CLOSED' });
    await sleep(100);
    expect((await broker.connectionNames()).join()).not.toContain(clientName);
  });

  test('tells a broker with nothing deployed, a wrong password and a missing vhost apart', async () => {
    await using empty = await createTestBroker(brokerUrl, managementUrl);
    const none = await failureOf(connectBroker({ url: empty.url }));
    expect(none).toMatchObject({ code: 'NOT_DEPLOYED' });
    expect((none as Error).message).toContain('Nothing has been deployed');
    const wrong = await failureOf(connectBroker({ url: broker.urlOf(user, 's3cret') }));
    expect(wrong).toMatchObject({ code: 'ACCESS_REFUSED', retryable: false });
    expect(String((wrong as Error).stack)).not.toContain('s3cret');
    const vhost = await failureOf(connectBroker({ url: `${broker.url}-missing` }));
    expect(vhost).toMatchObject({ code: 'ACCESS_REFUSED' });
    expect((vhost as Error).message).toContain('no such vhost');
    const app = await failureOf(connectBroker({ url: broker.urlOf(user, 'p') }));
    expect(app).toMatchObject({ code: 'ACCESS_REFUSED' });
  });
});

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.unreachable(`it became ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}
