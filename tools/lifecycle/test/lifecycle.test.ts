import { createController } from '@celeriac/deployer';
import { connect } from '@celeriac/functions';
import { readPlugin } from '@celeriac/plugin';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { findRemains } from '../find-remains.ts';
import { runKills } from '../kills/run-kills.ts';
import { type LifecycleInstance, openInstance } from '../open-instance.ts';
import { openPorts } from '../open-ports.ts';
import { runRival } from '../rivals/run-rival.ts';
import { runRivals } from '../rivals/run-rivals.ts';
import { runRolling } from '../rolling/run-rolling.ts';
import { writeVersion } from '../write-version.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;
const signal = new AbortController().signal;
const log = (): void => undefined;

describe.skipIf(!ready)('the life of a plugin', () => {
  let instance: LifecycleInstance;
  beforeAll(async () => void (instance = await openInstance(services)), 120_000);
  afterAll(() => instance?.[Symbol.asyncDispose](), 60_000);

  test('deployers that come at once do not mix', { timeout: 180_000 }, async () => {
    const report = await runRivals(instance, { times: 1, rivals: 3, log, signal });
    expect(report).toMatchObject({ faults: [] });
    expect(report.won + report.told).toBe(3);
  });

  test('who waits in vain is told for whom, since when, and what to do', async () => {
    const purpose = 'deploy of Another';
    const end = await instance.ports.desired.withLock(purpose, () =>
      runRival({ ...instance, waitMs: 1000 }),
    );
    const holder = expect.stringContaining(`${purpose} (pid ${process.pid}, since 20`);
    const remedy = expect.stringContaining(`kill ${process.pid}`);
    expect(end).toEqual({ kind: 'told', waited: true, message: holder, remedy });
  });

  test('a call that runs longer than deploys wait is answered by the version that took it', async () => {
    const { folder, env, ports } = instance;
    const deploy = async (word: string): Promise<readonly string[]> => {
      await writeVersion(folder, { word, type: 'int' });
      const { value: plugin } = await readPlugin(folder);
      // Each a process of its own, as far as the engine knows: each tells the old container to end.
      await using opened = await openPorts(env, { settings: { retirePatienceMs: 200 } });
      const events = await Array.fromAsync(opened.deployer.deploy(plugin!));
      return events.map(({ kind }) => kind);
    };
    await deploy('old');
    await using functions = await connect({
      brokerUrl: env['CELERIAC_BROKER_URL']!,
      stateDirectory: env['CELERIAC_STATE_DIR']!,
    });
    const { promise: begun, resolve: onStarted } = Promise.withResolvers<string>();
    const call = functions.call('Lifecycle:rest', { seconds: 12 }, { onStarted });
    await begun;
    expect(await deploy('new')).toContain('draining');
    expect(await deploy('newer')).toContain('draining');
    // One that is told to end takes calls until the broker has been told as well.
    const callNew = (): Promise<unknown> => functions.call('Lifecycle:rest', { seconds: 0 });
    await expect.poll(callNew).toBe('newer rested');
    expect(await call).toBe('old rested');
    const over = new AbortController();
    const keeping = Array.fromAsync(
      createController({ ports, intervalMs: 200 }).run({ signal: over.signal }),
    );
    await expect.poll(() => findRemains(instance), { timeout: 30_000 }).toEqual([]);
    over.abort();
    await keeping;
  });

  test(
    'deploys under load fail no call, signatures changed or not',
    { timeout: 240_000 },
    async () => {
      const report = await runRolling(instance, { times: 2, log, signal });
      expect(report.failed).toEqual([]);
      expect(report.calls).toBeGreaterThan(50);
    },
  );

  test(
    'a deployer that is killed leaves what becomes whole again',
    { timeout: 300_000 },
    async () => {
      const outcomes = await runKills(instance, {
        every: 7,
        once: true,
        only: 'deploy',
        log,
        signal,
      });
      expect(outcomes.filter(({ faults }) => faults.length > 0)).toEqual([]);
      expect(outcomes).toHaveLength(3);
    },
  );
});
