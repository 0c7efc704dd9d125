import { setTimeout as sleep } from 'node:timers/promises';
import { DEAD_EXCHANGE } from '@celeriac/deployment';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBroker, createDeadLetterAnswerer, TaskFailure } from '@celeriac/broker';
import { createTestStage, type TestStage } from './demo-app.ts';
import { failureOf } from './failure-of.ts';
import { startFakeWorker } from './fake-worker.ts';
import { createTestBroker } from './test-broker.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('the answerer of dead letters', () => {
  let stage: TestStage;
  beforeAll(async () => {
    stage = await createTestStage(brokerUrl, managementUrl);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test('tells a caller that every worker was lost with its call', async () => {
    const app = await stage.addApp('deadly');
    await using answerer = await createDeadLetterAnswerer({ url: stage.broker.url });
    await using client = await connectBroker({ url: stage.broker.url });
    const url = stage.broker.urlOf(app.user, app.password);
    await using worker = await startFakeWorker({ url, queue: app.queue, worker: 'w' }, (task) => {
      worker.channel.nack(task.message, false, true);
      return undefined;
    });
    const error = await failureOf(
      client.call({
        task: 'Demo:deadly',
        queue: app.queue,
        contract: 'c0ffee',
        kwargs: {},
        trustedUsers: [app.user, stage.broker.user],
      }).result,
    );
    expect(error).toBeInstanceOf(TaskFailure);
    expect(error).toMatchObject({ code: 'UNDELIVERABLE', maybeExecuted: true });
    expect(worker.seen).toHaveLength(4);
    // A caller may have the answer before the broker has confirmed it.
    await expect
      .poll(() => answerer.stats())
      .toMatchObject({ answered: 1, dropped: 0, connected: true });
  });

  test('tells a caller that its time was over, and drops what names no caller', async () => {
    const app = await stage.addApp('slow');
    const model = await connect(stage.broker.url);
    const channel = await model.createConfirmChannel();
    const { queue: replyTo } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(replyTo, 'celeriac.results', replyTo);
    const body = Buffer.from('{}');
    channel.sendToQueue(app.queue, body, { replyTo, correlationId: 'one', expiration: '20' });
    channel.publish(DEAD_EXCHANGE, '', body, { correlationId: 'nobody' });
    await channel.waitForConfirms();
    await using answerer = await createDeadLetterAnswerer({ url: stage.broker.url });
    await expect.poll(() => answerer.stats()).toMatchObject({ answered: 1, dropped: 1 });
    const reply = await channel.get(replyTo);
    if (reply === false) return expect.unreachable('no reply');
    expect(reply.properties).toMatchObject({ correlationId: 'one', userId: stage.broker.user });
    const failure = { code: 'EXPIRED', message: expect.stringContaining(app.queue) as string };
    expect(JSON.parse(reply.content.toString())).toEqual({ kind: 'failure', failure });
    await model.close();
  });

  test('connects again after a loss, and is closed by its signal', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const answerer = await createDeadLetterAnswerer({ url: stage.broker.url, signal });
    await stage.broker.killConnections(/celeriac dead letters/);
    await expect.poll(() => answerer.stats().lastError?.code).toBe('CONNECTION_LOST');
    await expect.poll(() => answerer.stats().connected).toBe(true);
    controller.abort();
    await expect.poll(() => answerer.stats().connected).toBe(false);
    await sleep(100);
    expect((await stage.broker.connectionNames()).join()).not.toContain('dead letters');
  });

  test('says so where nothing has been deployed', async () => {
    await using empty = await createTestBroker(brokerUrl, managementUrl);
    const error = await failureOf(createDeadLetterAnswerer({ url: empty.url }));
    expect(error).toMatchObject({ code: 'NOT_DEPLOYED' });
  });
});
