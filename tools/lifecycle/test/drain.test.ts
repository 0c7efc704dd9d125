import { createController } from '@celeriac/deployer';
import { connect, type Functions } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findRemains } from '../find-remains.ts';
import { type LifecycleInstance, openInstance } from '../open-instance.ts';
import { type OpenPorts, openPorts } from '../open-ports.ts';
import { writeVersion } from '../write-version.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;

describe.skipIf(!ready)('calls that take longer than a change waits for', () => {
  let instance: LifecycleInstance;
  let opened: OpenPorts;
  let functions: Functions;
  beforeAll(async () => {
    instance = await openInstance(services);
    opened = await openPorts(instance.env, { settings: { retirePatienceMs: 200 } });
    await deploy('one');
    functions = await connect({
      brokerUrl: instance.env['CELERIAC_BROKER_URL']!,
      stateDirectory: instance.env['CELERIAC_STATE_DIR']!,
    });
  }, 120_000);
  afterAll(async () => {
    await functions?.[Symbol.asyncDispose]();
    await opened?.[Symbol.asyncDispose]();
    await instance?.[Symbol.asyncDispose]();
  }, 60_000);

  async function deploy(word: string, type: 'int' | 'string' = 'int'): Promise<void> {
    await writeVersion(instance.folder, { word, type });
    const { value: plugin } = await readPlugin(instance.folder);
    await Array.fromAsync(opened.deployer.deploy(plugin!));
  }

  /** Begins a call of so many seconds; resolves when a worker runs it. */
  async function begin(seconds: number): Promise<{ readonly answer: Promise<unknown> }> {
    const begun = Promise.withResolvers<unknown>();
    const options = { onStarted: begun.resolve };
    const answer = functions.call('Lifecycle:rest', { seconds }, options);
    answer.catch(begun.reject);
    await begun.promise;
    return { answer };
  }

  /** Runs a controller until nothing is left of what was replaced. */
  async function cleared(): Promise<void> {
    const over = new AbortController();
    const { ports } = instance;
    const running = Array.fromAsync(createController({ ports, intervalMs: 200 }).run(over));
    await expect.poll(() => findRemains(instance), { timeout: 60_000 }).toEqual([]);
    over.abort();
    await running;
  }

  const scale = (replicas: number): Promise<readonly unknown[]> =>
    Array.fromAsync(opened.deployer.scale({ plugin: 'Lifecycle', app: undefined, replicas }));

  test('are answered by the version that took them', { timeout: 180_000 }, async () => {
    const first = await begin(12);
    await deploy('two');
    const second = await begin(9);
    await deploy('three', 'string');
    const third = await begin(6);
    await Array.fromAsync(opened.deployer.rollback('Lifecycle'));
    expect(await functions.call('Lifecycle:rest', { seconds: 0 })).toBe('two rested');
    expect(await first.answer).toBe('one rested');
    // The version before takes calls for as long as it takes it to say that it takes none.
    expect(await second.answer).toMatch(/^(one|two) rested$/);
    expect(await third.answer).toBe('three rested');
    await cleared();
  });

  test('are told who ended them, when and what for', { timeout: 120_000 }, async () => {
    const { answer } = await begin(600);
    const told = expect(answer).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringMatching(
        /^Lifecycle:rest was stopped by Celeriac after 2 s, to make room for version \d+\.$/,
      ),
      remedy: expect.stringContaining('--stop-grace'),
    });
    const settings = { stopGraceMs: 2_000, retirePatienceMs: 60_000 };
    await using strict = await openPorts(instance.env, { settings });
    const events = await Array.fromAsync(strict.deployer.rollback('Lifecycle'));
    expect(events).toContainEqual(expect.objectContaining({ cutOffAfterMs: 2_000 }));
    await told;
  });

  test('are answered where fewer containers are wanted', { timeout: 120_000 }, async () => {
    await scale(2);
    const calls = await Promise.all([begin(5), begin(5), begin(5), begin(5)]);
    await scale(1);
    for (const { answer } of calls) expect(await answer).toMatch(/rested$/);
    await cleared();
  });
});
