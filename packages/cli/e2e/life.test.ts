import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type Functions } from '@celeriac/functions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;

const CODE = `import os


#name: double
#input: int x
#output: int y
def double(x):
    return 2 * x


#name: reveal
#output: string token
def reveal():
    return os.environ["TOKEN"]


#name: hoard
#output: int bytes
def hoard():
    return len(bytearray(os.urandom(1) * 1_000_000_000))
`;

interface Status {
  readonly state: string;
  readonly replicas: { readonly desired: number; readonly ready: number };
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

describe.skipIf(!ready)('the life of an app that starts on demand', () => {
  let instance: Instance;
  let functions: Functions;
  let plugin: string;

  beforeAll(async () => {
    instance = await createInstance(services);
    plugin = await mkdtemp(join(instance.folder, 'plugin-'));
    const app = join(plugin, 'python/sleeper');
    await mkdir(app, { recursive: true });
    await writeFile(join(plugin, 'celeriac.json'), '{"name": "Life"}');
    await writeFile(join(app, 'logic.py'), CODE);
    await settle({});
    await deploy('first');
    functions = await connect(instance);
  });
  afterAll(async () => {
    await functions?.close();
    await instance?.[Symbol.asyncDispose]();
  });

  const settle = (more: object): Promise<void> => {
    const env = { TOKEN: '${secret:TOKEN}' };
    const settings = { on_demand: true, memory: 128, concurrency: 2, env, ...more };
    return writeFile(join(plugin, 'python/sleeper/container.json'), JSON.stringify(settings));
  };
  const deploy = async (token: string): Promise<void> => {
    const secrets = join(instance.folder, 'secrets.json');
    await writeFile(secrets, JSON.stringify({ TOKEN: token }));
    await instance.succeed('deploy', plugin, '--secrets-file', secrets);
  };
  const status = async (): Promise<Status | undefined> => {
    const { stdout } = await instance.succeed('ps', '--json');
    return (JSON.parse(stdout) as { apps: Status[] }).apps[0];
  };
  const logged = async (words: string): Promise<number> => {
    const text = await readFile(join(instance.stateDirectory, 'serve.log'), 'utf8');
    return text.split('\n').filter((line) => line.includes(words)).length;
  };

  test('its deploy leaves it asleep, and a thousand waiting calls start it once', async () => {
    expect(await status()).toMatchObject({ state: 'asleep', replicas: { desired: 0 } });
    let told = 0;
    const onStarting = (): void => void told++;
    const calls = Array.from({ length: 1000 }, (_, x) =>
      functions.call('Life:double', { x }, { onStarting }),
    );
    expect(await Promise.all(calls)).toEqual(calls.map((_, x) => 2 * x));
    expect(told).toBeGreaterThan(0);
    expect(await logged('is started')).toBe(1);
    expect(await status()).toMatchObject({ state: 'ready', replicas: { desired: 1, ready: 1 } });
  });

  test('who loses a call to the memory limit is told the limit and what to raise, and so does ps', async () => {
    const remedy = 'Raise "memory" in container.json: 128 → 256.';
    await expect(functions.call('Life:hoard')).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringContaining('128 MiB'),
      remedy,
    });
    expect((await status())?.problem).toMatchObject({ remedy });
    expect((await instance.succeed('ps')).stderr).toContain(remedy);
  });

  test('a rollback brings the environment of that time back, its secrets too', async () => {
    await deploy('second');
    expect(await functions.call('Life:reveal')).toBe('second');
    await instance.succeed('rollback', 'Life');
    expect(await functions.call('Life:reveal')).toBe('first');
    const list = await instance.succeed('rollback', 'Life', '--list', '--json');
    expect(JSON.parse(list.stdout)).toMatchObject([{ release: 3, isCurrent: true }, {}, {}]);
    expect(list.stdout).not.toContain('second');
    const none = await instance.run('rollback', 'Life', '9');
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('NO_RELEASE') });
  });

  test('it is scaled by hand, and back to what container.json says', async () => {
    await instance.succeed('scale', 'Life:sleeper', '2');
    expect(await status()).toMatchObject({ state: 'ready', replicas: { desired: 2 } });
    await instance.succeed('scale', 'Life', 'auto');
    expect((await status())?.replicas.desired).toBe(1);
    const bad = await instance.run('scale', 'Life:other', '2');
    expect(bad).toMatchObject({ code: 3, stderr: expect.stringContaining('sleeper') });
  });

  test('without a controller a call to it ends within its time, naming what is missing', async () => {
    await instance.succeed('scale', 'Life', '0');
    expect((await status())?.state).toBe('asleep');
    const { pid } = (
      JSON.parse((await instance.succeed('ps', '--json')).stdout) as {
        controller: { pid: number };
      }
    ).controller;
    process.kill(pid, 'SIGKILL');
    const failed = await instance.run('call', 'Life:double', 'x=2', '--timeout', '3');
    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain('celeriac serve');
  });
});
