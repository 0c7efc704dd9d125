import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { QueuedAnswer } from '@celeriac/functions';
import { type OneFunction, openOneFunction } from './open-one-function.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('answers to queued calls', () => {
  let one: OneFunction;
  beforeAll(async () => {
    one = await openOneFunction(brokerUrl, managementUrl);
  });
  afterAll(() => one?.[Symbol.asyncDispose]());

  /** Takes so many answers, which are done with. */
  const take = async (count: number): Promise<readonly QueuedAnswer[]> => {
    const taken: QueuedAnswer[] = [];
    const stop = new AbortController();
    for await (const answer of one.functions.answers({ signal: stop.signal })) {
      taken.push(answer);
      // The last is done with when the next is asked for.
      if (taken.length === count) setTimeout(() => stop.abort(), 100);
    }
    return taken;
  };
  const RESULT = { kind: 'result', value: 42 } as const;

  test('are read as their calls were made, whatever was deployed or taken down since', async () => {
    const before = await one.deploy('aaaa', 'int');
    const first = await one.functions.enqueue('Demo:f');
    const now = await one.deploy('bbbb', 'string');
    const second = await one.functions.enqueue('Demo:f');
    {
      await using _old = await one.startWorker(before, RESULT);
      await using _new = await one.startWorker(now, { ...RESULT, value: 'new' });
      expect(await take(2)).toEqual(
        expect.arrayContaining([
          { id: first, callName: 'Demo:f', ...RESULT },
          { id: second, callName: 'Demo:f', kind: 'result', value: 'new' },
        ]),
      );
      await one.functions.enqueue('Demo:f');
      await expect.poll(async () => (await one.stage.admin.queueStatus(now.queue))?.ready).toBe(0);
    }
    const waiting = await one.functions.enqueue('Demo:f');
    await one.takeDown();
    await one.stage.admin.answerWaiting(now.queue, 'it was taken down.');
    expect(await take(2)).toMatchObject([
      { kind: 'result', value: 'new' },
      { id: waiting, kind: 'failure', error: { code: 'APP_STOPPED' } },
    ]);
  });

  test('tell the end of a call of which nothing is known any more', async () => {
    const app = await one.deploy('cccc', 'int');
    await using _worker = await one.startWorker(app, RESULT);
    const answered = await one.functions.enqueue('Demo:f');
    await expect.poll(async () => (await one.stage.admin.queueStatus(app.queue))?.ready).toBe(0);
    await _worker[Symbol.asyncDispose]();
    const waiting = await one.functions.enqueue('Demo:f');
    await one.takeDown({ purge: true });
    await one.stage.admin.answerWaiting(app.queue, 'it was taken down.');
    expect(await take(2)).toMatchObject([
      { id: answered, kind: 'failure', error: { code: 'INVALID_RESULT', maybeExecuted: true } },
      { id: waiting, kind: 'failure', error: { code: 'APP_STOPPED', maybeExecuted: false } },
    ]);
  });
});
