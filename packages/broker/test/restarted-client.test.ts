import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectBroker, type TaskRequest } from '@celeriac/broker';
import { type DemoApp, startDemoApp } from './demo-app.ts';
import { failureOf } from './failure-of.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

const COUNT = 1_000;

/** Calls `COUNT` times in a process of its own, and kills it when all are with the broker. */
async function callAndDie(
  options: { readonly url: string; readonly clientName: string },
  request: TaskRequest,
): Promise<void> {
  const program = `
    import { connectBroker } from '@celeriac/broker';
    const [options, request, count] = JSON.parse(process.argv[1]);
    const client = await connectBroker(options);
    for (let x = 0; x < count; x++)
      client.call({ ...request, id: request.id + x, kwargs: { x, y: 1 } });
    setInterval(() => client.stats().confirmed === count && console.log('sent'), 20);
  `;
  const args = ['--conditions=@celeriac/source', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, [...args, JSON.stringify([options, request, COUNT])], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line === 'sent') break;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe.skipIf(brokerUrl === '' || managementUrl === '')('a client', () => {
  let demo: DemoApp;
  beforeAll(async () => {
    demo = await startDemoApp(brokerUrl, managementUrl);
  });
  const endHeld = async (count: number): Promise<void> => {
    for (let ended = 0; ended < count; ended++) {
      while (demo.stuck.length === 0) await turn();
      demo.stuck.shift()?.();
    }
  };
  afterAll(() => demo?.[Symbol.asyncDispose]());

  test('that was killed finds the answers to its 1,000 calls when its name comes back', async () => {
    const clientName = `phoenix-${demo.broker.suffix}`;
    const options = { url: demo.broker.url, clientName };
    const request = demo.request('Demo:held', { id: `${clientName}-` });
    await callAndDie(options, request);
    // Half are answered while nobody is there, half when it is back.
    await endHeld(COUNT / 2);
    await using client = await connectBroker(options);
    const calls = Array.from({ length: COUNT }, (_, x) =>
      client.attach({ ...request, id: `${clientName}-${x}` }),
    );
    await endHeld(COUNT / 2);
    const values = await Promise.all(calls.map((call) => call.result));
    expect(values).toEqual(Array.from({ length: COUNT }, (_, x) => x + 1));
    expect(client.stats()).toMatchObject({ answered: COUNT, unclaimed: 0, inFlight: 0 });
  });

  test('that has no name finds nothing, and says so at once', async () => {
    await using client = await connectBroker({ url: demo.broker.url });
    const call = client.call(demo.request('Demo:add', { id: 'mine' }));
    const again = client.attach({ ...demo.request('Demo:add'), id: 'mine' });
    await expect(Promise.all([call.result, again.result])).resolves.toEqual([3, 3]);
    const gone = client.attach({ ...demo.request('Demo:add'), id: 'mine' });
    const error = await failureOf(gone.result);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', maybeExecuted: false });
    expect(error.remedy).toContain('clientName');
  });

  test('of a name is told one end of a call, and keeps nothing that comes after it', async () => {
    const clientName = `once-${demo.broker.suffix}`;
    await using client = await connectBroker({ url: demo.broker.url, clientName });
    const twice = client.call(demo.request('Demo:twice'));
    await expect(twice.result).resolves.toBe('first');
    const late = client.call(demo.request('Demo:held'), { timeoutMs: 300 });
    expect(await failureOf(late.result)).toMatchObject({ code: 'TIMED_OUT' });
    await endHeld(1);
    await expect.poll(() => client.stats().dropped.unmatched).toBe(2);
    expect(client.stats().unclaimed).toBe(0);
    for (const { id } of [twice, late]) {
      const again = client.attach({ ...demo.request('Demo:twice'), id });
      expect(await failureOf(again.result)).toMatchObject({ code: 'INVALID_OPTION' });
    }
  });
});
