import type { ContainerState, ContainerStatus } from '@celeriac/deployment';
import { beforeEach, expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { plainEvents } from '../../test/plain-events.ts';
import type { ControllerEvent } from './controller-event.ts';
import { createController, type ControllerOptions } from './controller.ts';

const NAME = 'celeriac-test00-demo.calc-1-0';
const ID = `id-${NAME}`;

let world: FakeWorld;
beforeEach(async () => {
  world = createFakeWorld();
  await deployDemo(world);
  world.log.length = 0;
});

/** Runs a controller until it has told an event of that kind. */
async function until(
  kind: ControllerEvent['kind'],
  options: Partial<ControllerOptions> = {},
): Promise<readonly ControllerEvent[]> {
  const controller = createController({ ports: world.ports, intervalMs: 20, ...options });
  const events: ControllerEvent[] = [];
  for await (const event of plainEvents(controller.run({ signal: AbortSignal.timeout(10_000) }))) {
    events.push(event);
    if (event.kind === 'start-failed') world.hung.clear();
    if (event.kind === kind) break;
  }
  return events;
}

function change(change: Partial<ContainerStatus>): void {
  const container = world.containers.get(ID);
  if (container) world.containers.set(ID, { ...container, ...change });
}

test.each<[ContainerState, string]>([
  ['pending', 'it was made and not started'],
  ['stopping', 'somebody ends it'],
])('one that is %s and followed by nobody is made anew', async (state, reason) => {
  change({ state });
  const events = await until('ready');
  expect(events).toMatchObject([{ kind: 'starting', reason }, { kind: 'ready' }]);
  expect(world.containers.get(ID)?.state).toBe('running');
});

test('a worker that hangs is given the time of a start, then made anew', async () => {
  world.hung.add(NAME);
  change({ reason: 'It is paused.' });
  const events = await until('ready', { absentAfterMs: 1, readyTimeoutMs: 300 });
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['off-queue', 'start-failed', 'starting', 'ready'],
  ]);
  expect(events[0]).toMatchObject({ container: NAME, reason: 'It is paused.' });
  expect(events[1]).toMatchObject({
    error: {
      message: `The worker ${NAME} did not come back: ${NAME} ran and was not on its queue for 0.3 s.`,
      endCause: { kind: 'stuck', state: 'running', limitMs: 300 },
      lastLines: ['ModuleNotFoundError: no module'],
    },
  });
  expect(world.log).toEqual([`stop ${NAME}`, `start ${NAME}`]);
});

test('a worker that is on its queue again in time is left alone', async () => {
  world.hung.add(NAME);
  const { watchReady } = world.ports.broker;
  world.ports.broker.watchReady = (worker, options) => {
    world.hung.clear();
    return watchReady(worker, options);
  };
  const events = await until('back', { absentAfterMs: 1 });
  expect(events.map(({ kind }) => kind)).toEqual(['off-queue', 'back']);
  expect(world.log).toEqual([]);
});

test('where the broker is lost while a worker is followed, the worker is left alone', async () => {
  world.hung.add(NAME);
  world.ports.broker.watchReady = async () => ({
    ready: Promise.reject(new Error('the broker is away')),
    [Symbol.asyncDispose]: async () => undefined,
  });
  const events = await until('failed', { absentAfterMs: 1 });
  expect(events.map(({ kind }) => kind)).toEqual(['off-queue', 'failed']);
  expect(world.log).toEqual([]);
});
