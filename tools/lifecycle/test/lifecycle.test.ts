import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runKills } from '../kills/run-kills.ts';
import { type LifecycleInstance, openInstance } from '../open-instance.ts';
import { runRival } from '../rivals/run-rival.ts';
import { runRivals } from '../rivals/run-rivals.ts';
import { runRolling } from '../rolling/run-rolling.ts';

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

  test(
    'a controller that is killed between making a container and starting it leaves what becomes whole',
    { timeout: 240_000 },
    async () => {
      const every = 'engine.containers.create (worker)';
      const outcomes = await runKills(instance, { every, only: 'mend', log, signal });
      expect(outcomes).toMatchObject([{ scenario: 'mending', effect: every, faults: [] }]);
    },
  );
});
