import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type LifecycleInstance, openInstance } from '../open-instance.ts';
import { runScaling } from '../scaling/run-scaling.ts';

const services = inject('services');
const ready = services.dockerHost && services.brokerUrl && services.baseImage;

describe.skipIf(!ready)('the containers of an app', () => {
  let instance: LifecycleInstance;
  beforeAll(async () => void (instance = await openInstance(services, { pluginName: 'Scaling' })));
  afterAll(() => instance?.[Symbol.asyncDispose](), 60_000);

  test('grow with the calls that wait, within bounds, and go after them; no call fails', async () => {
    const report = await runScaling(instance, {
      settings: {
        ...{ onDemand: false, shutdownTimeoutMinutes: null, warm: 0 },
        replicas: { min: 1, max: 3 },
      },
      ...{ calls: 20, secondsEach: 0.5, resting: 1 },
    });
    expect(report.failed).toEqual([]);
    expect(Math.max(...report.running)).toBe(3);
    expect(report.running.at(-1)).toBe(1);
  }, 180_000);

  test('come by calls, which are told so, and go when idle, but for those that are kept warm', async () => {
    const report = await runScaling(instance, {
      settings: {
        ...{ onDemand: true, shutdownTimeoutMinutes: 0.05, warm: 1 },
        replicas: { min: 0, max: 2 },
      },
      ...{ calls: 12, secondsEach: 0.5, resting: 1 },
    });
    expect(report.failed).toEqual([]);
    expect(Math.max(...report.running)).toBe(2);
    expect(report.running.at(-1)).toBe(1);
  }, 180_000);

  test('come for the first call and all go when idle', async () => {
    const report = await runScaling(instance, {
      settings: {
        ...{ onDemand: true, shutdownTimeoutMinutes: 0.05, warm: 0 },
        replicas: { min: 0, max: 2 },
      },
      ...{ calls: 1, secondsEach: 0, resting: 0 },
    });
    expect(report).toMatchObject({ told: 1, failed: [] });
    expect(report.running).toContain(1);
    expect(report.running.at(-1)).toBe(0);
  }, 180_000);
});
