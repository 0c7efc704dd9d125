import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { openProxy } from './support/open-proxy.ts';
import { type Management, openManagement } from './support/management.ts';
import { openWorkerBench, type WorkerBench } from './support/worker-bench.ts';

const services = inject('services');
const there = services.dockerHost && services.baseImage && services.brokerUrl;

describe.skipIf(!there)('a worker in its container', { timeout: 120_000 }, () => {
  let bench: WorkerBench;
  let management: Management;
  let worker: string;

  beforeAll(async () => {
    const all = services as Required<typeof services>;
    bench = await openWorkerBench(all);
    management = openManagement(all.managementUrl, all.brokerUrl);
    worker = await bench.start();
  }, 600_000);

  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
  });

  const stillServes = async (): Promise<void> => {
    expect(await bench.call('add', { x: 1, y: 2 }).result).toBe(3);
    expect((await bench.engine.containers.inspect(worker)).phase).toBe('running');
  };

  test('serves calls, many at once, and async functions', async () => {
    const calls = Array.from({ length: 200 }, (_, x) => bench.call('add', { x, y: 1 }).result);
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 200 }, (_, x) => x + 1));
    expect(await bench.call('later', { seconds: 0.01 }).result).toBe(0.01);
  });

  test('runs as nobody, on a read-only root, with the app as its directory', async () => {
    expect(await bench.call('place', {}).result).toEqual({
      ...{ uid: 65_532, six: '1.17.0', here: '/opt/app/code' },
      refused: expect.stringMatching(/PermissionError|OSError/),
      function: expect.stringMatching(/:place$/),
    });
  });

  test('what a function prints and says of its progress reaches the caller', async () => {
    const call = bench.call('tell', { lines: 3 }, { events: ['started', 'progress', 'log'] });
    const [log, progress] = await Promise.all([
      Array.fromAsync(call.log()),
      Array.fromAsync(call.progress()),
    ]);
    expect(log).toMatchObject(
      [0, 1, 2].map((line) => ({ stream: 'stdout', text: `line ${line}` })),
    );
    expect(progress).toMatchObject([{ percent: 50, text: 'half' }]);
    expect(await call.result).toBe(3);
  });

  test('calls that are cancelled leave their processes to others', async () => {
    const calls = [1, 2].map(() => bench.call('nap', { seconds: 600 }, { events: ['started'] }));
    await vi.waitUntil(() => calls.every((call) => call.state === 'started'), 20_000);
    for (const [index, call] of calls.entries()) call.cancel({ kill: index === 1 });
    for (const call of calls)
      await expect(call.result).rejects.toMatchObject({ code: 'CANCELLED' });
    await stillServes();
  });

  test('an exception comes with the traceback of the user', async () => {
    await expect(bench.call('fail', { message: 'no such luck' }).result).rejects.toMatchObject({
      ...{ code: 'TASK_FAILED', pythonType: 'ValueError' },
      traceback: expect.stringContaining('File "logic.py", line 15, in fail'),
      message: expect.stringContaining('no such luck'),
    });
  });

  test('a module that fails to import fails its own functions only', async () => {
    await expect(bench.call('broken', {}).result).rejects.toMatchObject({
      code: 'IMPORT_FAILED',
      pythonType: 'ModuleNotFoundError',
    });
    await stillServes();
  });

  test.each(['kill', 'exit', 'crash'])('a process ended by %s is a lost worker', async (how) => {
    await expect(bench.call('end', { how }).result).rejects.toMatchObject({ code: 'WORKER_LOST' });
    await stillServes();
  });

  test('a process that takes all memory is lost alone, and its caller told what to raise', async () => {
    await expect(bench.call('end', { how: 'hoard' }).result).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringMatching(
        /memory of 256 MiB was used up \(25\d MiB at its peak\); raise "memory" .*: 256 → 512/,
      ),
    });
    await stillServes();
  });

  test('a fork bomb ends at its time limit, or where memory runs out', async () => {
    const bomb = bench.call('end', { how: 'bomb' }, { hardTimeLimitSeconds: 2 });
    await expect(bomb.result).rejects.toMatchObject({
      code: expect.stringMatching(/^(TIMED_OUT|WORKER_LOST)$/),
    });
    await stillServes();
  });

  test('time limits, soft and hard', async () => {
    const soft = bench.call('nap', { seconds: 20 }, { softTimeLimitSeconds: 0.3 });
    const hard = bench.call('nap', { seconds: 20 }, { hardTimeLimitSeconds: 0.3 });
    await expect(soft.result).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await expect(hard.result).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await stillServes();
  });

  test('another contract is refused, naming both', async () => {
    const call = bench.call('add', { x: 1, y: 2 }, { contract: 'ffffffffffffffff' });
    await expect(call.result).rejects.toMatchObject({
      code: 'CONTRACT_MISMATCH',
      message: expect.stringMatching(new RegExp(`ffffffffffffffff.*${bench.contract}`)),
    });
  });

  test('messages of every kind of nonsense are answered and do no harm', async () => {
    const replies = `codegen-test-${randomUUID()}`;
    await management.request('PUT', `queues/%2F/${replies}`, { auto_delete: false });
    try {
      await management.request('POST', `bindings/%2F/e/celeriac.results/q/${replies}`, {
        routing_key: replies,
      });
      const good = {
        task: `${bench.broker.plugin}:add`,
        id: randomUUID(),
        celeriac_contract: bench.contract,
      };
      const nonsense: readonly (readonly [code: string, headers: object, body: string])[] = [
        ['MALFORMED_MESSAGE', good, '{'],
        ['MALFORMED_MESSAGE', good, '[[],{}]'],
        ['MALFORMED_MESSAGE', good, '[[1,2],{},{}]'],
        ['MALFORMED_MESSAGE', good, '[[],{"x":NaN,"y":1},{}]'],
        ['MALFORMED_MESSAGE', {}, '[[],{},{}]'],
        ['MALFORMED_MESSAGE', { ...good, id: { not: 'text' } }, '[[],{},{}]'],
        ['MALFORMED_MESSAGE', { ...good, timelimit: 'soon' }, '[[],{},{}]'],
        ['MALFORMED_MESSAGE', { ...good, compression: 'zlib' }, '[[],{},{}]'],
        ['UNKNOWN_TASK', { ...good, task: 'celery.accumulate' }, '[[],{},{}]'],
        ['INVALID_ARGUMENT', good, '[[],{"x":1.5,"y":1},{}]'],
      ];
      for (const [code, headers, body] of nonsense) {
        const content = { content_type: 'application/json', content_encoding: 'utf-8' };
        const properties = { reply_to: replies, correlation_id: 'c', ...content, headers };
        await management.publish(bench.broker.queue, { body, properties });
        const reply = await management.take(replies);
        expect(reply, body).toMatchObject({ kind: 'failure', failure: { code } });
      }
      const properties = { reply_to: replies, content_type: 'text/plain', headers: good };
      await management.publish(bench.broker.queue, { body: 'hello', properties });
      expect(await management.take(replies)).toMatchObject({
        failure: { code: 'MALFORMED_MESSAGE' },
      });
    } finally {
      await management.request('DELETE', `queues/%2F/${replies}`);
    }
    await stillServes();
  });

  test('calls that run while the connection is lost are answered, once, and not run again', async () => {
    const calls = [1, 2].map(() => bench.call('nap', { seconds: 8 }));
    await sleep(500);
    expect(await management.cut(bench.broker.user)).toBeGreaterThan(0);
    expect(await Promise.all(calls.map((call) => call.result))).toEqual([8, 8]);
    await stillServes();
  });

  test('SIGTERM lets the call that runs finish', async () => {
    const call = bench.call('nap', { seconds: 2 });
    await sleep(500);
    const before = performance.now();
    await bench.engine.containers.stop(worker, { graceSeconds: 20 });
    expect(await call.result).toBe(2);
    expect(await bench.ended(worker)).toBe(0);
    expect(performance.now() - before).toBeLessThan(8_000);
    worker = await bench.start();
    await stillServes();
  });

  test('a result waits for a broker that is away', async () => {
    await bench.engine.containers.stop(worker, { graceSeconds: 20 });
    await using proxy = await openProxy(Number(new URL(services.brokerUrl ?? '').port));
    const away = await bench.start({ port: proxy.port });
    const call = bench.call('nap', { seconds: 1 });
    await sleep(500);
    proxy.cut();
    await sleep(3_000);
    expect(call.state).not.toBe('done');
    proxy.restore();
    expect(await call.result).toBe(1);
    expect(await bench.call('add', { x: 1, y: 2 }).result).toBe(3);
    await bench.engine.containers.stop(away, { graceSeconds: 20 });
    worker = await bench.start();
  });

  test('a call whose worker was killed is not run again', async () => {
    const call = bench.call('nap', { seconds: 20 });
    await sleep(500);
    await bench.engine.containers.kill(worker);
    worker = await bench.start();
    await expect(call.result).rejects.toMatchObject({ code: 'WORKER_LOST' });
  });

  test.each([
    ['a password that the broker refuses', 'CELERIAC_BROKER_URL', wrongPassword(), 1],
    ['a queue that it may not read', 'CELERIAC_QUEUE', 'celeriac.dead', 1],
    ['the contract of another image', 'CELERIAC_CONTRACT', 'ffffffffffffffff', 2],
    ['no concurrency', 'CELERIAC_CONCURRENCY', '', 2],
  ])('%s ends the worker with a code and a line', async (_, variable, value, code) => {
    const { code: exitCode, log } = await bench.runToEnd({ [variable]: value });
    expect(exitCode, log).toBe(code);
    expect(log.trimEnd().split('\n').at(-1)).toContain('CRITICAL celeriac_worker');
    expect(log).not.toContain(bench.broker.password);
  });

  test.each(['classic', 'buildkit'] as const)(
    '%s: an edit of the code repeats the last step alone',
    { timeout: 600_000 },
    async (dialect) => {
      await bench.build(await bench.plan(dialect));
      const logic = bench.app.files.find((file) => file.path === 'logic.py')!;
      const files = bench.app.files.map((file) =>
        file.path === 'broken.py' ? { ...logic, path: 'broken.py' } : file,
      );
      const { cachedSteps, steps } = await bench.build(
        await bench.plan(dialect, { ...bench.app, files }),
      );
      expect(steps - cachedSteps).toBeLessThanOrEqual(dialect === 'classic' ? 2 : 1);
    },
  );
});

function wrongPassword(): string {
  const url = new URL(services.workerBrokerUrl ?? 'amqp://nowhere');
  url.password = 'wrong';
  return url.href;
}
