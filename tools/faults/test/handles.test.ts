import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalogStore } from '@celeriac/catalog';
import { connect, type Functions, type QueuedAnswer } from '@celeriac/functions';
import { openStateDirectory } from '@celeriac/state';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython, openRig, type Rig } from '../index.ts';

const isPossible = inject('services').brokerUrl !== undefined && (await hasWorkerPython());

describe.skipIf(!isPossible)('calls of a real worker', () => {
  let rig: Rig;
  let stateDirectory: string;
  let functions: Functions;
  const open = (clientName: string): Promise<Functions> =>
    connect({ brokerUrl: rig.clientUrl, stateDirectory, clientName, timeoutMs: 60_000 });
  const name = (of: string): string => `${rig.app.plugin}:${of}`;
  beforeAll(async () => {
    rig = await openRig({
      broker: inject('services').brokerKind,
      workerKind: inject('services').workerKind,
      ...{ plugin: join(import.meta.dirname, 'watched-plugin'), workers: 1, concurrency: 1 },
    });
    stateDirectory = await mkdtemp(join(tmpdir(), 'celeriac-state-'));
    const { plugin, contract, functions: known, broker } = rig.app;
    const { app, queue, user } = broker;
    const deployed = { name: app, contract, queue, user, functions: known, limits: {} };
    const entry = { plugin, version: '1.0.0', state: 'deployed', controlUser: 'celeriac' } as const;
    const store = createCatalogStore(await openStateDirectory(stateDirectory));
    await store.write({ ...entry, apps: [deployed] });
    functions = await open('first');
  });
  afterAll(async () => {
    await functions?.close();
    await rig?.[Symbol.asyncDispose]();
    if (stateDirectory !== undefined) await rm(stateDirectory, { recursive: true });
  });

  test('a handle tells what a generator yields, how far it is and what it prints', async () => {
    const call = await functions.start(name('count'), { to: 5 });
    const [partials, progress, log] = await Promise.all([
      Array.fromAsync(call.partials()),
      Array.fromAsync(call.progress()),
      Array.fromAsync(call.log()),
    ]);
    expect(partials).toEqual([0, 1, 2, 3, 4]);
    expect(progress.at(-1)).toEqual({ percent: 100, text: 'at 4' });
    const printed = log.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
    expect(printed.join('\n').match(/number \d/g)).toHaveLength(5);
    await call.result;
    expect(call).toMatchObject({ state: 'done', dropped: { progress: 0, log: 0 } });
  });

  test('a call that is given up frees its worker, before and while it runs', async () => {
    const running = await functions.start(name('wait'));
    await expect.poll(() => running.state).toBe('started');
    const waiting = await functions.start(name('wait'));
    waiting.cancel();
    running.cancel({ kill: false });
    for (const call of [waiting, running])
      await expect(call.result).rejects.toMatchObject({ code: 'CANCELLED' });
    // There is one process, which is free again.
    await expect(functions.call(name('double'), { x: 4 })).resolves.toBe(8);
    const killed = await functions.start(name('wait'));
    await expect.poll(() => killed.state).toBe('started');
    killed.cancel({ kill: true });
    await expect(functions.call(name('double'), { x: 5 })).resolves.toBe(10);
  });

  test('the next of a name finds the calls of the one before, and what it queued', async () => {
    const before = await open('batch');
    const ids: string[] = [];
    for (let x = 0; x < 20; x++) ids.push(await before.enqueue(name('double'), { x }));
    const blocker = await before.start(name('wait'));
    const started = await before.start(name('double'), { x: 21 });
    await expect.poll(() => blocker.state, { timeout: 20_000 }).toBe('started');
    await before.close();

    const after = await open('batch');
    (await after.attach(name('wait'), blocker.id)).cancel();
    const call = await after.attach(name('double'), started.id);
    await expect(call.result).resolves.toBe(42);
    const answers: QueuedAnswer[] = [];
    for await (const answer of after.answers()) {
      answers.push(answer);
      if (answers.length === ids.length) break;
    }
    expect(answers).toEqual(
      ids.map((id, x) => ({ id, callName: name('double'), kind: 'result', value: 2 * x })),
    );
    await after.close();
  });

  test('a caller can limit how long its call runs, and asks whose limit holds', async () => {
    const call = await functions.start(name('wait'), {}, { timeLimits: { hardSeconds: 0.5 } });
    expect(call.timeLimits).toEqual({ hard: { seconds: 0.5, origin: 'call' } });
    await expect(call.result).rejects.toMatchObject({ code: 'TIMED_OUT', maybeExecuted: true });
    await expect(call.result).rejects.toThrow('0.5 s (the call)');
    await expect(functions.call(name('double'), { x: 6 })).resolves.toBe(12);
    const wrong = functions.start(name('wait'), {}, { timeLimits: { softSeconds: 0 } });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  test('a generator that was queued answers with what it yields, and once with its end', async () => {
    await using queueing = await open('generator');
    const id = await queueing.enqueue(name('count'), { to: 3 });
    const answers: QueuedAnswer[] = [];
    for await (const answer of queueing.answers()) {
      answers.push(answer);
      if (answer.kind !== 'partial') break;
    }
    const of = { id, callName: name('count') };
    expect(answers).toEqual([
      ...[0, 1, 2].map((value) => ({ ...of, kind: 'partial', value })),
      { ...of, kind: 'result', value: null },
    ]);
  });
});
