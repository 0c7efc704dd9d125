import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppStatus } from '@celeriac/deployer';
import { connectEngine, type Engine } from '@celeriac/engine';
import { connect, type Functions } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;
const PATIENCE = { timeout: 60_000, interval: 500 };

const toCode = (word: string, atImport = ''): string => `import os
import signal
import time

print("${word} begins", flush=True)
${atImport}
signal.signal(signal.SIGPROF, lambda *_: os._exit(7))


#name: say
#output: string word
def say():
    return "${word}"


#name: end
#input: int number
def end(number):
    os.kill(os.getppid(), number)
    time.sleep(60)
`;

describe.skipIf(!ready)('an app that ends', () => {
  let instance: Instance;
  let engine: Engine;
  let functions: Functions;
  let plugin: string;

  beforeAll(async () => {
    instance = await createInstance(services);
    engine = await connectEngine({ host: services.dockerHost! });
    plugin = await mkdtemp(join(instance.folder, 'plugin-'));
    const app = join(plugin, 'python/mortal');
    await mkdir(app, { recursive: true });
    await writeFile(join(plugin, 'celeriac.json'), '{"name": "Ends"}');
    await writeFile(join(app, 'container.json'), '{"memory": 128, "concurrency": 1}');
    await write('one');
    await instance.succeed('deploy', plugin);
    functions = await connect(instance);
  });
  afterAll(async () => {
    await functions?.close();
    await engine?.close();
    await instance?.[Symbol.asyncDispose]();
  });

  const write = (word: string, atImport?: string): Promise<void> =>
    writeFile(join(plugin, 'python/mortal/logic.py'), toCode(word, atImport));
  const say = (): Promise<unknown> => functions.call('Ends:say', {}, { timeoutMs: 60_000 });
  const status = async (): Promise<AppStatus> => {
    const { stdout } = await instance.succeed('ps', '--json');
    const [app] = (JSON.parse(stdout) as { apps: AppStatus[] }).apps;
    return app ?? expect.unreachable('nothing is deployed');
  };
  const problem = async (): Promise<string | undefined> => (await status()).problem?.message;
  const container = async (): Promise<string> => (await status()).containers[0]?.id ?? '';

  test('ps says how it stands, and --json the same in a shape to rely on', async () => {
    await expect.poll(async () => (await status()).state, PATIENCE).toBe('ready');
    expect(await status()).toMatchObject({
      ...{ plugin: 'Ends', app: 'mortal', version: 1, release: 1, state: 'ready' },
      image: expect.stringMatching(/^celeriac\/ends\.mortal:[0-9a-f]{16}$/),
      functions: ['Ends:say', 'Ends:end'],
      replicas: { desired: 1, running: 1, ready: 1 },
      queue: { waiting: 0, running: 0 },
      containers: [
        expect.objectContaining({
          name: expect.stringMatching(/^celeriac-[a-z0-9]{6}-ends\.mortal-1-0$/),
          state: 'running',
        }),
      ],
    });
    const { stdout } = await instance.succeed('ps');
    expect(stdout).toMatch(/Ends +mortal +1 +ready +1\/1 +0 +0 +say, end/);
  });

  test.each([
    ['an exit code of its own', 27, 'exit code 7'],
    ['a crash', 11, 'SIGSEGV'],
  ])('%s: caller and ps are told, and it is started again', async (_, number, words) => {
    const lost = functions.call('Ends:end', { number }, { timeoutMs: 60_000 });
    await expect(lost).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining(words),
      remedy: expect.any(String),
    });
    await expect.poll(problem, PATIENCE).toContain(words);
    expect(await say()).toBe('one');
  });

  test.each([
    ['killed', /was stopped by somebody else \(SIGKILL\)/],
    // It may be looked at while it is being removed.
    ['removed', /was removed by somebody else|somebody ends it/],
  ])('%s by hand: ps says so, and it is started again', async (how, words) => {
    await expect.poll(async () => (await status()).state, PATIENCE).toBe('ready');
    const id = await container();
    await (how === 'killed'
      ? engine.containers.kill(id)
      : engine.containers.remove(id, { force: true }));
    await expect.poll(problem, PATIENCE).toMatch(words);
    expect(await say()).toBe('one');
  });

  test('a new version that does not come up goes by itself; no call fails meanwhile', async () => {
    await write('two', 'os._exit(3)');
    let isOver = false;
    const lane = async (): Promise<readonly unknown[]> => {
      const answers: unknown[] = [];
      while (!isOver) answers.push(await say());
      return answers;
    };
    const lanes = [lane(), lane(), lane()];
    const deployed = await instance.run('deploy', plugin);
    isOver = true;
    const answers = new Set((await Promise.all(lanes)).flat());
    expect([...answers]).toEqual(['one']);
    expect(deployed.code).toBe(3);
    expect(deployed.stderr).toContain('exit code 3');
    expect(deployed.stderr).toContain('two begins');
    expect(await status()).toMatchObject({ version: 1, release: 1 });
  });

  test('what a rollback needs is not pruned; where it is gone all the same, that is said', async () => {
    const { image: first } = await status();
    await write('two');
    await instance.succeed('deploy', plugin);
    expect(await say()).toBe('two');
    const { stdout } = await instance.succeed('prune', 'Ends', '--keep', '1', '--json');
    expect(stdout).not.toContain(first);
    const { image: second } = await status();
    await instance.succeed('rollback', 'Ends');
    await expect.poll(say, PATIENCE).toBe('one');
    await engine.images.remove(second, { force: true });
    const failed = await instance.run('rollback', 'Ends');
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('IMAGE_GONE') });
    expect(failed.stderr).toContain('Deploy the folder of that time again');
    expect(await say()).toBe('one');
  });

  test('its image gone: it fails with what to do, and that helps', async () => {
    const { image } = await status();
    await engine.images.remove(image, { force: true });
    await engine.containers.kill(await container());
    await expect.poll(problem, PATIENCE).toContain(`its image ${image} is not on the engine`);
    const { stdout, stderr } = await instance.succeed('ps');
    expect(stdout).toContain('failing');
    expect(stderr).toContain('do Deploy the plugin again; its image is then built anew.');
    await write('one');
    await instance.succeed('deploy', plugin);
    await expect.poll(say, PATIENCE).toBe('one');
  });

  test('a second controller is told of the first', async () => {
    const { code, stderr } = await instance.run('serve');
    expect(code).toBe(3);
    expect(stderr).toMatch(/LOCKED .*celeriac serve \(pid \d+, since .*\)/);
    expect(stderr).toContain('One controller is enough');
  });
});
