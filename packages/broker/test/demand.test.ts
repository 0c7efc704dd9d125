import { RESULTS_EXCHANGE, wakeCorrelation, wakeRoutingKey } from '@celeriac/deployment';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBroker, watchDemand } from '@celeriac/broker';
import { createTestStage, type TestStage } from './demo-app.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('calls to an app that sleeps', () => {
  let stage: TestStage;
  beforeAll(async () => void (stage = await createTestStage(brokerUrl, managementUrl)));
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const toRequest = (queue: string, trustedUser: string) => ({
    ...{ task: 'Demo:add', queue, contract: 'c0ffee', kwargs: {} },
    trustedUsers: [trustedUser],
    wake: wakeRoutingKey(stage.broker.suffix),
  });

  test('are announced, and each caller is told that the app starts', async () => {
    const app = await stage.addApp('sleeper');
    const { url, suffix: instance } = stage.broker;
    await using watch = await watchDemand({ url, instance });
    const uses: string[] = [];
    watch.onUse(({ queue, kind }) => {
      uses.push(`${kind} ${queue}`);
      void watch.tellStarting(queue);
    });
    await using client = await connectBroker({ url });
    let told = 0;
    const request = toRequest(app.queue, new URL(url).username);
    const calls = Array.from({ length: 100 }, () =>
      client.call(request, { timeoutMs: 20_000, onStarting: () => told++ }),
    );
    await expect.poll(() => told, { timeout: 10_000 }).toBe(100);
    expect(calls.map(({ state }) => state)).toEqual(calls.map(() => 'starting'));
    // Hundred calls at once are one word, not hundred.
    expect(uses).toEqual([`called ${app.queue}`]);
    await stage.admin.answerWaiting(app.queue, 'no module', {
      code: 'START_FAILED',
      remedy: 'Add it.',
    });
    await expect(calls[0]?.result).rejects.toMatchObject({
      ...{ code: 'START_FAILED', message: 'no module', remedy: 'Add it.', maybeExecuted: false },
    });
  });

  test('believe nobody but those whom they trust', async () => {
    const app = await stage.addApp('forged');
    const { url } = stage.broker;
    await using client = await connectBroker({ url, clientName: `forged-${stage.broker.suffix}` });
    const call = client.call(toRequest(app.queue, app.user), { timeoutMs: 10_000 });
    await expect.poll(() => client.stats().confirmed).toBe(1);
    const model = await connect(url);
    const channel = await model.createConfirmChannel();
    const news = Buffer.from(JSON.stringify({ kind: 'app', queue: app.queue, state: 'starting' }));
    const correlationId = wakeCorrelation(app.queue);
    const userId = new URL(url).username;
    channel.publish(RESULTS_EXCHANGE, `celeriac.reply.forged-${stage.broker.suffix}`, news, {
      ...{ correlationId, userId },
    });
    await channel.waitForConfirms();
    await model.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(call.state).toBe('queued');
    call.cancel();
    await call.result.catch(() => undefined);
  });
});
