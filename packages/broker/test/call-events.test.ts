import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BrokerClient, connectBroker } from '@celeriac/broker';
import { type DemoApp, startDemoApp } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('what is told of a running call', () => {
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

  test('gives partial results, progress and log lines in order, each once', async () => {
    const before = client.stats().dropped.repeated;
    const request = demo.request('Demo:count', {
      kwargs: { x: 50, y: 1 },
      events: ['started', 'progress', 'log'],
    });
    const call = client.call(request);
    const [partials, progress, log] = await Promise.all([
      Array.fromAsync(call.partials()),
      Array.fromAsync(call.progress()),
      Array.fromAsync(call.log()),
    ]);
    const all = Array.from({ length: 50 }, (_, at) => at);
    expect(partials).toEqual(all.map((at) => ({ at })));
    expect(progress).toEqual(all.map((at) => ({ percent: 2 * at, text: `at ${at}` })));
    expect(log).toEqual(all.map((at) => ({ stream: 'stdout', text: `line ${at}` })));
    await expect(call.result).resolves.toBe(50);
    expect(client.stats().dropped.repeated - before).toBe(25);
    expect(call.dropped).toEqual({ progress: 0, log: 0 });
    expect(demo.worker.seen.at(-1)?.properties.headers).toMatchObject({ celeriac_events: 7 });
  });

  test('partial results of a call that fails end with its failure, all else just ends', async () => {
    const call = client.call(demo.request('Demo:count', { kwargs: { x: 3, y: 0 } }));
    const taken: unknown[] = [];
    const take = async (): Promise<void> => {
      for await (const value of call.partials()) taken.push(value);
    };
    const error = await failureOf(take());
    expect(error).toMatchObject({ code: 'TASK_FAILED' });
    expect(error).toBe(await failureOf(call.result));
    expect(taken).toEqual([{ at: 0 }, { at: 1 }, { at: 2 }]);
    // Asked for when all is over, there is nothing to tell.
    expect(await Array.fromAsync(call.progress())).toEqual([]);
  });

  test('whoever takes nothing loses old log lines, and is told when partial results are too many', async () => {
    const call = client.call(demo.request('Demo:count', { kwargs: { x: 10_001, y: 1 } }));
    const partials = call.partials();
    const log = call.log();
    await expect(call.result).resolves.toBe(10_001);
    const lines = await Array.fromAsync(log);
    expect([lines.length, lines[0]?.text, lines.at(-1)?.text]).toEqual([
      1_000,
      'line 9001',
      'line 10000',
    ]);
    expect(call.dropped.log).toBe(9_001);
    const taken: unknown[] = [];
    const take = async (): Promise<void> => {
      for await (const value of partials) taken.push(value);
    };
    expect(await failureOf(take())).toMatchObject({ code: 'PARTIALS_OVERFLOW' });
    expect(taken).toHaveLength(10_000);
  });
});
