import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect, type Functions } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';
import { runCeleriac } from './support/run-celeriac.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;

describe.skipIf(!ready)('the demo plugin, deployed', () => {
  let instance: Instance;
  let plugin: string;
  let functions: Functions;

  beforeAll(async () => {
    instance = await createInstance(services);
    plugin = await instance.copyDemo();
    await instance.succeed('deploy', plugin);
    functions = await connect(instance);
  });
  afterAll(async () => {
    await functions?.close();
    await instance?.[Symbol.asyncDispose]();
  });

  test('a call from JavaScript comes back with its result', async () => {
    expect(await functions.call('Demo:add', { x: 1, y: 2 })).toBe(3);
    expect(await functions.call('demo:ADD', { x: -1, y: 2 })).toBe(1);
  });

  test('the example program prints what the README says', async () => {
    const program = join(import.meta.dirname, '../../functions/examples/call.ts');
    const args = ['--conditions=@celeriac/source', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: instance.env });
    expect(stdout).toBe('3\n');
  });

  test('the command calls too, with data on stdout alone', async () => {
    const plain = await instance.succeed('call', 'Demo:add', 'x=1', 'y=2');
    expect(plain).toMatchObject({ stdout: '3\n', stderr: '' });
    const json = await instance.succeed('call', 'Demo:add', '--args', '{"x": 40}', 'y=2', '--json');
    expect(JSON.parse(json.stdout)).toBe(42);
  });

  test('the second app runs numpy, and several outputs become an object', async () => {
    const summary = await functions.call('Demo:summarize', { values: [1, 2, 3, 6] });
    expect(summary).toMatchObject({ count: 4, mean: 3, median: 2.5 });
    const reached = await functions.call('Demo:reach', {
      values: [1, 2, 3],
      start: new Date('2024-02-28T00:00:00Z'),
      target: 5,
    });
    expect(reached).toEqual({ when: new Date('2024-03-03T00:00:00Z'), perDay: 1 });
  });

  test('defaults stand in, choices are checked before anything is sent', async () => {
    expect(await functions.call('Demo:divide', { dividend: 1, divisor: 3 })).toBe(0.33);
    const wrong = { dividend: 1, divisor: 3, rounding: 'up', digits: 2.5, extra: 1 };
    await expect(functions.call('Demo:divide', wrong)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      problems: expect.arrayContaining([
        expect.objectContaining({ parameter: 'rounding' }),
        expect.objectContaining({ parameter: 'digits' }),
        expect.objectContaining({ parameter: 'extra' }),
      ]),
    });
    const { code, stderr } = await instance.run('call', 'Demo:divide', 'dividend=one', 'divisor=3');
    expect(code).toBe(2);
    expect(stderr).toContain('dividend');
  });

  test('a Python exception comes with its type, message and traceback', async () => {
    const failed = functions.call('Demo:withdraw', { balance: 1, amount: 2 });
    await expect(failed).rejects.toMatchObject({
      name: 'TaskFailure',
      code: 'TASK_FAILED',
      pythonType: expect.stringMatching(/InsufficientFunds$/),
      message: expect.stringContaining('cannot take 2 from 1'),
      traceback: expect.stringMatching(/logic\.py", line \d+, in withdraw/),
    });
    const { code, stderr } = await instance.run('call', 'Demo:divide', 'dividend=1', 'divisor=0');
    expect(code).toBe(3);
    expect(stderr).toContain('ZeroDivisionError');
  });

  test('an unknown function is told the near name', async () => {
    await expect(functions.call('Demo:ad')).rejects.toMatchObject({
      code: 'UNKNOWN_FUNCTION',
      near: ['Demo:add'],
    });
    const { code, stderr } = await instance.run('call', 'Demo:summarise', 'values=[1]');
    expect(code).toBe(3);
    expect(stderr).toContain('Demo:summarize');
  });

  test('many calls at once are each answered by their own result', async () => {
    const calls = Array.from({ length: 500 }, (_, x) => functions.call('Demo:add', { x, y: 1000 }));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 500 }, (_, x) => x + 1000));
    const naps = Array.from({ length: 4 }, () => functions.call('Demo:nap', { seconds: 0.5 }));
    const began = performance.now();
    await Promise.all(naps);
    expect(performance.now() - began).toBeLessThan(1900);
  });

  test('ps and logs show what runs', async () => {
    const { apps, controller } = JSON.parse((await instance.succeed('ps', '--json')).stdout);
    expect(apps).toMatchObject([
      { plugin: 'Demo', app: 'calc', queue: { waiting: 0 }, replicas: { ready: 1 } },
      { plugin: 'Demo', app: 'stats', queue: { waiting: 0 }, replicas: { ready: 1 } },
    ]);
    expect(controller.pid).toBeGreaterThan(0);
    expect((await instance.succeed('ps')).stdout).toMatch(/^PLUGIN +APP/);
    expect((await instance.succeed('logs', 'Demo/calc')).stdout).not.toBe('');
    expect((await instance.succeed('doctor')).stderr).toMatch(/engine.*Docker/);
  });

  test('logs are followed until Ctrl-C, which is no failure', async () => {
    const following = runCeleriac(['logs', '-f', 'Demo/calc'], {
      env: instance.env,
      signal: AbortSignal.timeout(3000),
      killSignal: 'SIGINT',
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await functions.call('Demo:divide', { dividend: 7, divisor: 0 }).catch(() => undefined);
    const { code, stdout } = await following;
    expect(code).toBe(0);
    expect(stdout).toContain('ZeroDivisionError');
  });

  test('nothing changed: nothing is built and nothing restarted', async () => {
    const before = await containers(instance);
    const again = await instance.succeed('deploy', plugin, '--json');
    const events = again.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual(['planned', 'planned', 'deployed']);
    expect(events.at(-1)).toMatchObject({ changed: 0 });
    expect(await containers(instance)).toEqual(before);
  });

  test('a code edit replaces one app, and its dependencies are reused', async () => {
    const file = join(plugin, 'python/stats/summary.py');
    const before = await containers(instance);
    await writeFile(file, (await readFile(file, 'utf8')).replace('np.median(array)', '-1.0'));
    const { stdout } = await instance.succeed('deploy', plugin, '--json');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const built = events.filter(({ event }) => event?.kind === 'built');
    expect(built).toHaveLength(1);
    const { cachedSteps, steps } = built[0].event;
    expect(steps - cachedSteps, 'steps that ran').toBeLessThanOrEqual(2);
    expect(stdout).not.toMatch(/Downloading|Installed \d+ packages/);
    const { times } = events.find(({ kind }) => kind === 'ready');
    expect(times.imports.libraries[0], 'what its imports wait for').toMatchObject({
      name: 'numpy',
    });
    expect(await functions.call('Demo:summarize', { values: [1] })).toMatchObject({ median: -1 });
    const after = await containers(instance);
    expect(after.filter((name) => before.includes(name))).toHaveLength(1);
    expect(after).toHaveLength(2);
  });

  test('a changed signature gets a queue of its own, and running callers follow', async () => {
    const file = join(plugin, 'python/calc/logic.py');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text
        .replace('#input: int y\n', '#input: int y\n#input: int w = 100\n')
        .replace('def add(x, y):\n    return x + y', 'def add(x, y, w=100):\n    return x + y + w'),
    );
    const { stderr } = await instance.succeed('deploy', plugin);
    expect(stderr).toContain('compatible: add: the input w was added and may be left out.');
    expect((await instance.succeed('types')).stdout).toContain('w?: number | undefined;');
    expect(await functions.call('Demo:add', { x: 1, y: 2 })).toBe(103);
    const queues = (await instance.management('queues/{vhost}')) as { name: string }[];
    expect(queues.filter(({ name }) => name.startsWith('celeriac.task.'))).toHaveLength(2);
  });

  test('the controller starts a killed container again', async () => {
    const [name] = await containers(instance);
    await docker('kill', name ?? '');
    await expect.poll(() => isRunning(name ?? ''), { timeout: 30_000, interval: 200 }).toBe(true);
    expect(await functions.call('Demo:add', { x: 1, y: 2 }, { timeoutMs: 60_000 })).toBe(103);
  });

  test('a requirement that does not exist is named, and what ran goes on', async () => {
    const file = join(plugin, 'python/stats/requirements.in');
    const good = await readFile(file, 'utf8');
    await writeFile(file, `${good.trimEnd()}\nceleriac-no-such-package-at-all\n`);
    const before = await containers(instance);
    const { code, stderr } = await instance.run('deploy', plugin);
    await writeFile(file, good);
    expect(code).toBe(1);
    expect(stderr).toContain('No version of "celeriac-no-such-package-at-all" is on the index');
    expect(stderr).toContain(
      `at python/stats/requirements.in:${good.trimEnd().split('\n').length + 1}:1`,
    );
    expect(await containers(instance)).toEqual(before);
    expect(await functions.call('Demo:summarize', { values: [1] })).toMatchObject({ count: 1 });
  });

  test('a module that cannot be imported fails its own functions only', async () => {
    await writeFile(
      join(plugin, 'python/calc/broken.py'),
      'import no_such_module\n\n\n#name: never\n#output: int x\ndef never():\n    return 1\n',
    );
    await instance.succeed('deploy', plugin);
    await expect(functions.call('Demo:never')).rejects.toMatchObject({ code: 'IMPORT_FAILED' });
    expect(await functions.call('Demo:add', { x: 1, y: 2 })).toBe(103);
  });

  test('down tells waiting calls; purge leaves nothing at all', async () => {
    const { instance: own } = JSON.parse(
      await readFile(join(instance.stateDirectory, 'instance.json'), 'utf8'),
    ) as { instance: string };
    const naps = Array.from({ length: 12 }, () =>
      functions.call('Demo:nap', { seconds: 2 }).then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    await instance.succeed('down', 'Demo');
    const outcomes = new Set(await Promise.all(naps));
    expect(outcomes).toEqual(new Set(['done', 'APP_STOPPED']));
    await expect(functions.call('Demo:add', { x: 1, y: 2 })).rejects.toMatchObject({
      code: 'APP_STOPPED',
    });
    await functions.close();

    expect((await instance.run('down', 'Demo', '--purge')).code).toBe(0);
    expect(await leftOnEngine(own)).toEqual([]);
    expect(await instance.management('queues/{vhost}')).toEqual([]);
    const users = (await instance.management('users')) as { name: string }[];
    expect(
      users.filter(({ name }) => name.endsWith('.demo.calc') || name.endsWith('.demo.stats')),
    ).toEqual([]);
    const exchanges = (await instance.management('exchanges/{vhost}')) as { name: string }[];
    expect(exchanges.filter(({ name }) => name.startsWith('celeriac.'))).toEqual([]);
    expect((await readdir(instance.folder)).filter((name) => !name.startsWith('plugin-'))).toEqual(
      [],
    );
  });
});

async function containers(instance: Instance): Promise<readonly string[]> {
  const { stdout } = await instance.succeed('ps', '--json');
  const { apps } = JSON.parse(stdout) as { apps: { containers: { name: string }[] }[] };
  return apps.flatMap((app) => app.containers.map(({ name }) => name)).sort();
}

/** What an instance left on the engine; an image that another instance's container uses is not. */
async function leftOnEngine(instance: string): Promise<readonly string[]> {
  const own = `label=app.kubernetes.io/instance=${instance}`;
  const objects = [
    await docker('ps', '-aq', '--filter', own),
    await docker('network', 'ls', '-q', '--filter', own),
    await docker('volume', 'ls', '-q', '--filter', own),
  ];
  const images = await docker('images', '-q', '--filter', 'label=app.kubernetes.io/part-of=Demo');
  for (const image of images.split('\n'))
    if (image && !(await docker('ps', '-aq', '--filter', `ancestor=${image}`))) objects.push(image);
  return objects.filter((text) => text !== '');
}

async function isRunning(container: string): Promise<boolean> {
  const listed = await docker(
    'ps',
    '-q',
    '--filter',
    `name=^${container}$`,
    '--filter',
    'status=running',
  );
  return listed !== '';
}

async function docker(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, DOCKER_HOST: services.dockerHost };
  const { stdout } = await promisify(execFile)('docker', args, { env });
  return stdout.trim();
}
