import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { createInstance, type Instance } from './support/instance.ts';
import { runCeleriac } from './support/run-celeriac.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;

describe.skipIf(!ready)('what a deploy leaves behind', () => {
  test('a relative state directory is one place for the command and its controller', async () => {
    await using instance = await createInstance(services);
    await newPlugin(instance);
    const here = { env: instance.env, cwd: instance.folder };
    const deployed = await runCeleriac(['deploy', 'mine', '--state-dir', 'near'], here);
    expect(deployed.code, deployed.stderr).toBe(0);
    expect(deployed.stderr).toContain('controller started');
    await writeFile(join(instance.folder, 'near/thesis.txt'), 'mine');
    const down = await runCeleriac(['down', 'mine', '--purge', '--state-dir', 'near'], here);
    expect(down.stderr).toContain('controller stopped');
    expect(await readdir(join(instance.folder, 'near'))).toEqual(['thesis.txt']);
  });

  test('a folder with things of others in it is not taken for state', async () => {
    await using instance = await createInstance(services);
    const plugin = await newPlugin(instance);
    const { code, stderr } = await instance.run('deploy', plugin, '--state-dir', plugin);
    expect(code).toBe(3);
    expect(stderr).toContain('NOT_A_STATE_DIRECTORY');
  });

  test('a deploy killed half way is taken down without a trace', async () => {
    await using instance = await createInstance(services);
    const plugin = await newPlugin(instance);
    const kill = AbortSignal.timeout(60_000);
    const stop = new AbortController();
    const deploying = runCeleriac(['deploy', plugin], {
      env: instance.env,
      signal: AbortSignal.any([kill, stop.signal]),
      killSignal: 'SIGKILL',
    });
    await expect
      .poll(async () => (await usersOf(instance)).length, { timeout: 50_000, interval: 20 })
      .toBe(1);
    stop.abort();
    await deploying;
    await instance.succeed('down', 'mine', '--purge');
    expect(await usersOf(instance)).toEqual([]);
    expect(await instance.management('queues/{vhost}')).toEqual([]);
    expect(await readdir(instance.folder)).toEqual(['mine']);
  });
});

async function newPlugin(instance: Instance): Promise<string> {
  const plugin = join(instance.folder, 'mine');
  await instance.succeed('init', plugin);
  return plugin;
}

async function usersOf(instance: Instance): Promise<readonly string[]> {
  const file = join(instance.stateDirectory, 'instance.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { instance: id } = JSON.parse(text) as { instance: string };
  const users = (await instance.management('users')) as { name: string }[];
  return users.map(({ name }) => name).filter((name) => name.startsWith(`celeriac.${id}.`));
}
