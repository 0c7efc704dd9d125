import { controlQueue } from '@celeriac/deployment';
import { expect, test } from 'vitest';
import { toAppPermissions, toUserLimits } from './broker-objects.ts';
import { isSupported } from './check-broker.ts';

const app = { instance: 'i1', plugin: 'My Plugin', app: 'a.b', user: 'u', password: 'p' };

test('an app reads its queues of every contract, and no queue of another', () => {
  const queue = 'celeriac.task.i1.my-plugin.a-b.0ff1ce';
  const { configure, write, read } = toAppPermissions({ ...app, queue });
  const mayRead = (name: string): boolean => new RegExp(read).test(name);
  expect(mayRead(queue)).toBe(true);
  expect(mayRead('celeriac.task.i1.my-plugin.a-b.aaaa')).toBe(true);
  for (const other of ['celeriac.task.i1.my-plugin.a-bc.0f', 'xceleriac.task.i1.my-plugin.a-b.0f'])
    expect(mayRead(other)).toBe(false);
  for (const other of ['celeriac.task.i1.my-plugin.a-b.0f.x', 'celeriacXtask.i1.my-plugin.a-b.0f'])
    expect(mayRead(other)).toBe(false);
  expect(new RegExp(configure).test('x')).toBe(false);
  expect(new RegExp(write).test('celeriac.results')).toBe(true);
  expect(new RegExp(write).test('celeriac-results')).toBe(false);
  expect(new RegExp(write).test('amq.default')).toBe(false);
  expect(() => toAppPermissions({ ...app, queue: 'celeriac.dead' })).toThrow('none of the app');
  const control = controlQueue({ ...app, version: 3, replica: 0 });
  expect(mayRead(control)).toBe(true);
  expect(mayRead(controlQueue({ ...app, app: 'a.bc', version: 3, replica: 0 }))).toBe(false);
  expect(mayRead('celeriac.control')).toBe(false);
  expect(toAppPermissions({ ...app, queue }, [control]).read).toBe(read);
  expect(() => toAppPermissions({ ...app, queue }, [queue])).toThrow('none of the app');
});

test.each([
  [1, 2],
  [1, 64],
  [20, 20],
  [3, 48],
])('%i workers of %i processes together may connect, all of them twice', (workers, processes) => {
  expect(toUserLimits(workers, processes)['max-connections']).toBeGreaterThanOrEqual(
    2 * (workers + processes),
  );
});

test('the workers that are replaced may connect until they have ended', () => {
  const old = 40;
  expect(toUserLimits(1, old + 1)['max-connections']).toBeGreaterThan(2 * old);
});

test('knows which versions of RabbitMQ will do', () => {
  expect(['3.10.8', '3.13.0', '4.1.0-rc.1', '10.0'].map(isSupported)).not.toContain(false);
  expect(['3.9.29', '2.11.0', 'unknown', ''].map(isSupported)).not.toContain(true);
});
