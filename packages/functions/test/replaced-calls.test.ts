import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AppBroker } from '@celeriac/deployment';
import { type OneFunction, openOneFunction } from './open-one-function.ts';

const { brokerUrl = '', managementUrl = '' } = inject('services');

describe.skipIf(brokerUrl === '' || managementUrl === '')('calls whose app is replaced', () => {
  const LIMIT_MS = 50_000;
  let one: OneFunction;
  let now: AppBroker;
  let deploys = 0;
  beforeAll(async () => {
    one = await openOneFunction(brokerUrl, managementUrl);
  });
  afterAll(() => one?.[Symbol.asyncDispose]());

  /** Calls, and has the call refused once another version has taken the place of its own. */
  const callAndReplace = async (args: object = {}): Promise<{ call: Promise<unknown> }> => {
    const before = await one.deploy(`aaaa${++deploys}`, 'int');
    const call = one.functions.call('Demo:f', { ...args }, { timeoutMs: LIMIT_MS });
    call.catch(() => undefined);
    const waiting = async (): Promise<number | undefined> =>
      (await one.stage.admin.queueStatus(before.queue))?.ready;
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    now = await one.deploy(`bbbb${deploys}`, 'int');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await one.stage.admin.answerWaiting(before.queue, 'a new version took its place.');
    return { call };
  };

  test('are sent again within the time that they were given', async () => {
    const { call } = await callAndReplace();
    await using worker = await one.startWorker(now, { kind: 'result', value: 42 });
    await expect(call).resolves.toBe(42);
    const expiration = Number(worker.seen[0]?.properties.expiration);
    expect(expiration).toBeGreaterThan(0);
    expect(expiration).toBeLessThanOrEqual(LIMIT_MS - 1_000);
  });

  test('say why they cannot be sent again where their bytes can be read once', async () => {
    const bytes = (async function* () {
      yield new Uint8Array([1, 2, 3]);
    })();
    const { call } = await callAndReplace({ data: { size: 3, stream: () => bytes } });
    await expect(call).rejects.toMatchObject({ code: 'APP_STOPPED', maybeExecuted: false });
  });
});
