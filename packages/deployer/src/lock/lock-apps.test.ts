import type { AppModel } from '@celeriac/plugin';
import { beforeEach, expect, test } from 'vitest';
import { fakeApp, fakePlugin, fakeUnlockedApp } from '../../test/fake-plugin.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { createDeployer } from '../deployer.ts';
import { createLocker } from './locker.ts';
import type { LockEvent } from './lock-event.ts';

const settings = {
  runtime: { version: '0.1.0', requirements: ['celery>=5.5,<6'], files: [] },
  baseImage: 'base:1',
};

let world: FakeWorld;
beforeEach(() => void (world = createFakeWorld()));

const lock = (
  apps: readonly AppModel[],
  mode?: 'frozen' | 'upgrade',
): Promise<readonly LockEvent[]> => {
  const locker = createLocker(world.ports, settings);
  return Array.fromAsync(locker.lock(fakePlugin(...apps), mode ? { mode } : {}));
};

test('what is not locked, or was locked from something else, is resolved and kept', async () => {
  const events = await lock([fakeUnlockedApp('calc', 'v1'), fakeApp('stats', 'v1')]);
  expect(events.filter(({ kind }) => kind === 'locked')).toMatchObject([
    { app: 'calc', file: 'python/calc/requirements.lock', kept: true },
    { app: 'stats', changes: [{ name: 'celery', to: '5.6.0' }] },
  ]);
  expect(world.log).toEqual(['lock calc', 'lock stats']);
});

test('a lock of the same inputs is left alone, unless it is to be upgraded', async () => {
  await lock([fakeUnlockedApp('calc', 'v1')]);
  const inputs = world.locks.get('/plugin/python/calc') ?? '';
  const app = { ...fakeUnlockedApp('calc', 'v2'), lock: { inputs, text: 'celery==5.5.0\n' } };
  expect(await lock([app])).toEqual([]);
  expect(await lock([app], 'frozen')).toEqual([]);
  expect((await lock([app], 'upgrade')).at(-1)).toMatchObject({
    changes: [{ name: 'celery', from: '5.5.0', to: '5.6.0' }],
  });
});

test('frozen refuses what is out of date, naming the file, and changes nothing', async () => {
  const refused = { code: 'LOCK_OUTDATED', message: expect.stringContaining('python/calc/req') };
  await expect(lock([fakeUnlockedApp('calc', 'v1')], 'frozen')).rejects.toMatchObject(refused);
  const deployer = createDeployer(world.ports, {
    ...settings,
    ...{ workerBrokerUrl: 'amqp://x', controlUser: 'admin' },
  });
  const plugin = fakePlugin(fakeApp('calc', 'v1'));
  const deploying = Array.fromAsync(deployer.deploy(plugin, { frozen: true }));
  await expect(deploying).rejects.toMatchObject(refused);
  expect(world.log).toEqual([]);
});

test('what cannot be resolved is told in the file that asks for it', async () => {
  const span = { start: 0, end: 3 };
  const asked = { name: 'nope', text: 'nope', file: 'requirements.in', line: 1, span };
  const app: AppModel = {
    ...fakeUnlockedApp('calc', 'v1'),
    dependencies: { kind: 'pip', file: asked.file, requirements: [asked], constraints: [] },
  };
  world.unresolvable = [
    'error: No solution found when resolving dependencies',
    '  cause: Because nope was not found in the package registry and you require nope, …',
  ];
  await expect(lock([app])).rejects.toMatchObject({
    code: 'UNRESOLVABLE',
    diagnostics: [{ file: 'python/calc/requirements.in', span, code: 'unknown-package' }],
  });
  world.unresolvable = ['error: Request failed'];
  await expect(lock([app])).rejects.toMatchObject({ code: 'DEPENDENCY_FAILED' });
});
