import { readyRoutingKey, RESULTS_EXCHANGE } from '@celeriac/deployment';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBroker, createBrokerAdmin } from '@celeriac/broker';
import { createTestStage, type TestStage } from './demo-app.ts';
import { failureOf } from './failure-of.ts';
import { startFakeWorker } from './fake-worker.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('waiting for workers and calls', () => {
  let stage: TestStage;
  beforeAll(async () => {
    stage = await createTestStage(brokerUrl, managementUrl);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const isReady = (ready: Promise<unknown>): Promise<boolean> =>
    Promise.race([
      ready.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300)),
    ]);

  test('believes the word of the app that a worker is ready, and of nobody else', async () => {
    const app = await stage.addApp('word');
    const other = await stage.addApp('liar');
    await using watch = await stage.admin.watchReady('w-word', {
      // A queue that nobody consumes, so that the word alone can tell.
      queue: app.queue,
      user: app.user,
    });
    const word = (imports: unknown): Buffer =>
      Buffer.from(JSON.stringify({ kind: 'ready', worker: 'w-word', imports }));
    const imports = { ms: 2300, libraries: [{ name: 'numpy', ms: 1900 }] };
    const say = async (user: string, password: string): Promise<void> => {
      const model = await connect(stage.broker.urlOf(user, password));
      const channel = await model.createConfirmChannel();
      const options = { userId: user };
      channel.publish(RESULTS_EXCHANGE, readyRoutingKey('w-word'), word(imports), options);
      await channel.waitForConfirms();
      await model.close();
    };
    await say(other.user, other.password);
    expect(await isReady(watch.ready)).toBe(false);
    await say(app.user, app.password);
    expect(await isReady(watch.ready)).toBe(true);
    expect(await watch.ready).toEqual({ imports });
  });

  test('sees a worker that was ready before', async () => {
    const app = await stage.addApp('early');
    const url = stage.broker.urlOf(app.user, app.password);
    await using worker = await startFakeWorker(
      { url, queue: app.queue, worker: 'w-early' },
      () => undefined,
    );
    await using watch = await stage.admin.watchReady('w-early', app);
    await expect(watch.ready).resolves.toEqual({});
    expect(worker.seen).toEqual([]);
  });

  test('a watch ends by its signal, by the loss of the connection and by close', async () => {
    const app = await stage.addApp('never');
    const { url } = stage.broker;
    const own = await createBrokerAdmin({ url, managementUrl });
    const controller = new AbortController();
    const { signal } = controller;
    await using byHand = await own.watchReady('w-never', { ...app, signal });
    controller.abort();
    expect(await failureOf(byHand.ready)).toMatchObject({ code: 'CANCELLED' });
    const lost = await own.watchReady('w-never', app);
    // The one of the stage is the other.
    await stage.broker.killConnections(/celeriac admin/, 2);
    expect(await failureOf(lost.ready)).toMatchObject({ code: 'CONNECTION_LOST' });
    await lost[Symbol.asyncDispose]();
    const closed = await own.watchReady('w-never', app);
    await own.close();
    expect(await failureOf(closed.ready)).toMatchObject({ code: 'CLOSED' });
    await closed[Symbol.asyncDispose]();
    expect(await failureOf(own.watchReady('w-never', app))).toMatchObject({ code: 'CLOSED' });
  });

  test('tells every waiting call that its app is stopped', async () => {
    const app = await stage.addApp('down');
    await using client = await connectBroker({ url: stage.broker.url });
    const request = {
      task: 'Demo:add',
      queue: app.queue,
      contract: 'c0ffee',
      kwargs: {},
      trustedUsers: [app.user, stage.broker.user],
    };
    const calls = Array.from({ length: 450 }, () => failureOf(client.call(request).result));
    const { admin } = stage;
    await expect.poll(async () => (await admin.queueStatus(app.queue))?.ready).toBe(450);
    const signal = AbortSignal.abort();
    expect(await failureOf(admin.answerWaiting(app.queue, 'x', { signal }))).toMatchObject({
      code: 'CANCELLED',
    });
    expect(await admin.answerWaiting(app.queue, 'taken down by its owner')).toBe(450);
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ code: 'APP_STOPPED', maybeExecuted: false });
      expect(error.message).toContain('taken down by its owner');
    }
    expect(await admin.answerWaiting(app.queue, 'x')).toBe(0);

    const url = stage.broker.urlOf(app.user, app.password);
    const worker = await startFakeWorker({ url, queue: app.queue, worker: 'w' }, () => undefined);
    const begun = failureOf(client.call(request).result);
    await expect.poll(() => worker.seen.length).toBe(1);
    await worker[Symbol.asyncDispose]();
    await expect.poll(async () => (await admin.queueStatus(app.queue))?.ready).toBe(1);
    expect(await admin.answerWaiting(app.queue, 'taken down')).toBe(1);
    expect(await begun).toMatchObject({ code: 'WORKER_LOST', maybeExecuted: true });

    await admin.removeQueue(app.queue);
    expect(await admin.answerWaiting(app.queue, 'x')).toBe(0);
  });
});
