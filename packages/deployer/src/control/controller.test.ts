import { beforeEach, expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { plainEvents } from '../../test/plain-events.ts';
import { createBackoff } from './backoff.ts';
import type { ControllerEvent } from './controller-event.ts';
import { createController } from './controller.ts';

let world: FakeWorld;
beforeEach(async () => {
  world = createFakeWorld();
  await deployDemo(world);
  world.log.length = 0;
});

/** The first events of a controller, so many as there are. */
async function firstEvents(count = 1): Promise<readonly ControllerEvent[]> {
  const controller = createController({ ports: world.ports, intervalMs: 1 });
  const events: ControllerEvent[] = [];
  for await (const event of plainEvents(controller.run({ signal: AbortSignal.timeout(5000) })))
    if (events.push(event) === count) break;
  return events;
}

test('a container that is gone, and one that ended, is started again', async () => {
  const [[id, container] = []] = world.containers;
  world.containers.delete(id ?? '');
  expect(await firstEvents(2)).toMatchObject([
    { kind: 'starting', reason: 'it is not there' },
    { kind: 'ready', times: { startMs: 1, imports: { ms: 7 } } },
  ]);
  if (container)
    world.containers.set(container.id, { ...container, state: 'failed', reason: 'exit code 137' });
  expect(await firstEvents()).toMatchObject([{ kind: 'starting', reason: 'exit code 137' }]);
});

test('a container that nothing deployed needs is removed', async () => {
  const [container] = world.containers.values();
  if (!container) throw new Error('nothing was deployed');
  const owner = { ...container.owner, version: 9 };
  world.containers.set('left', { ...container, id: 'left', name: 'left-over', owner });
  expect(await firstEvents()).toMatchObject([{ kind: 'removed', container: 'left-over' }]);
  expect(world.containers.has('left')).toBe(false);
});

test('a catalog that a dead deploy did not switch is mended', async () => {
  world.catalog.clear();
  expect(await firstEvents()).toEqual([{ kind: 'catalog-mended', plugin: 'Demo' }]);
  expect(world.catalog.get('demo')?.state).toBe('deployed');
});

test('a catalog entry and a condition that cannot be read are written anew', async () => {
  const { catalog, desired } = world.ports;
  const broken = Object.assign(new Error('cut off'), { code: 'UNREADABLE' });
  const [readEntry, readCondition] = [catalog.read, desired.conditions.read];
  let isBroken = true;
  const breakOnce =
    <T>(read: (plugin: string) => Promise<T>) =>
    (plugin: string): Promise<T> =>
      isBroken ? Promise.reject(broken) : read(plugin);
  catalog.read = breakOnce(readEntry);
  desired.conditions.read = breakOnce(readCondition);
  const { write } = catalog;
  catalog.write = (entry) => ((isBroken = false), write(entry));
  expect(await firstEvents()).toEqual([{ kind: 'catalog-mended', plugin: 'Demo' }]);
  expect(world.conditions.get('demo')?.apps).toHaveLength(1);
});

test('a look that fails is told once for each cause, however often it is tried', async () => {
  const { list } = world.ports.desired;
  const causes = ['cut off', 'cut off', 'cut off', 'away', 'away'];
  world.ports.desired.list = async () => {
    const cause = causes.shift();
    if (cause !== undefined) throw new Error(cause);
    world.containers.clear();
    return await list();
  };
  const events = await firstEvents(3);
  expect(events.map((event) => ('error' in event ? event.error.message : event.kind))).toEqual([
    'cut off',
    'away',
    'starting',
  ]);
});

test('a queue that somebody deleted is there again, and the app that lost it is not harmed', async () => {
  const [queue = ''] = world.queues.keys();
  const containers = [...world.containers.keys()];
  world.queues.delete(queue);
  expect(await firstEvents()).toEqual([{ kind: 'queue-mended', plugin: 'Demo', queue }]);
  expect([...world.queues.keys()]).toEqual([queue]);
  expect([...world.containers.keys()]).toEqual(containers);
});

test('while a deploy is at work, nothing is touched', async () => {
  world.containers.clear();
  world.held.add('Demo');
  const controller = createController({ ports: world.ports, intervalMs: 1 });
  const events = await Array.fromAsync(
    plainEvents(controller.run({ signal: AbortSignal.timeout(50) })),
  );
  expect(events).toEqual([]);
});

test('attempts are spaced out, up to a minute', () => {
  const backoff = createBackoff();
  const tried: number[] = [];
  for (let now = 0; now < 200_000; now += 500)
    if (backoff.attempt('a', now)) tried.push(now / 1000);
  expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  expect(backoff.attempt('b', 0)).toBe(true);
});

test('what ended calls left in the blob store is swept, and a failing store is told', async () => {
  world.blobs.set('demo/calc', 3);
  expect(await firstEvents()).toEqual([{ kind: 'blobs-swept', calls: 3 }]);
  world.ports.blobs.sweep = () => Promise.reject(new Error('away'));
  expect(await firstEvents()).toMatchObject([{ kind: 'blob-sweep-failed' }]);
});

test('a container that is started again has its blob directory, whoever removed it', async () => {
  world.blobs.clear();
  world.containers.clear();
  expect(await firstEvents(2)).toMatchObject([{ kind: 'starting' }, { kind: 'ready' }]);
  expect([...world.blobs.keys()]).toEqual(['demo/calc']);
});
