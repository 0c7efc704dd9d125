import type { DemandWatch, QueueUse } from '@celeriac/deployment';
import { beforeEach, expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { plainEvents } from '../../test/plain-events.ts';
import type { ControllerEvent } from './controller-event.ts';
import { createController } from './controller.ts';

let world: FakeWorld;
let told: string[];
let call: () => void;
let work: (user: string) => void;
let demand: DemandWatch;

beforeEach(async () => {
  world = createFakeWorld();
  await deploy({});
  told = [];
  demand = {
    onUse(listener: (use: QueueUse) => void) {
      call = () => listener({ kind: 'called', queue: queue() });
      work = (user) => listener({ kind: 'worked', queue: queue(), user });
    },
    tellStarting: async (of) => void told.push(of),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

const queue = (): string => world.catalog.get('demo')?.apps[0]?.queue ?? '';
const names = (): readonly string[] => [...world.containers.values()].map(({ name }) => name);

const deploy = (settings: object): Promise<void> =>
  deployDemo(world, { onDemand: true, ...settings });

/** Runs a controller until it has told an event of that kind. */
async function until(
  kind: ControllerEvent['kind'],
  onFirst: () => void = () => undefined,
): Promise<readonly ControllerEvent[]> {
  const controller = createController({ ports: world.ports, demand, intervalMs: 20 });
  const events: ControllerEvent[] = [];
  setTimeout(onFirst, 60);
  for await (const event of plainEvents(controller.run({ signal: AbortSignal.timeout(10_000) }))) {
    events.push(event);
    if (event.kind === kind) break;
  }
  return events;
}

test('a deploy starts it once, to see that it can, and leaves none; callers announce their calls', () => {
  expect(world.log).toContain('start celeriac-test00-demo.calc-1-0');
  expect(names()).toEqual([]);
  expect(world.catalog.get('demo')?.apps[0]?.sleeps).toBe(true);
});

test('a thousand announced calls start one container, and callers are told', async () => {
  world.log.length = 0;
  const events = await until('ready', () => {
    for (let count = 0; count < 1000; count++) call();
  });
  expect(events.map(({ kind }) => kind)).toEqual(['scaled', 'starting', 'ready']);
  expect(world.log).toEqual(['start celeriac-test00-demo.calc-1-0']);
  expect(told).toContain(queue());
  expect(world.desired.get('demo')?.apps[0]?.replicas).toBe(1);
});

test('callers of an app that is kept warm are not told that it starts', async () => {
  await deploy({ warm: 1 });
  const controller = createController({ ports: world.ports, demand, intervalMs: 20 });
  const running = Array.fromAsync(controller.run({ signal: AbortSignal.timeout(300) }));
  setTimeout(() => call(), 100);
  await running;
  expect(world.log).toContain('start celeriac-test00-demo.calc-1-0');
  expect(told).toEqual([]);
});

test('a call that nobody announced is found by its queue', async () => {
  const events = await until('ready', () => void world.queues.set(queue(), 1));
  expect(events[0]).toMatchObject({ kind: 'scaled', from: 0, to: 1 });
});

test('idle for its time it is stopped, and its next call starts it again', async () => {
  await deploy({ shutdownTimeoutMinutes: 0.005 });
  await until('ready', () => call());
  const events = await until('removed');
  expect(events).toContainEqual(expect.objectContaining({ kind: 'scaled', from: 1, to: 0 }));
  expect(events.at(-1)).toMatchObject({ kind: 'removed', isIdle: true });
  expect(names()).toEqual([]);
  await until('ready', () => call());
  expect(names()).toHaveLength(1);
});

test('no other app can keep it from being idle by saying that it works', async () => {
  await deploy({ shutdownTimeoutMinutes: 0.005 });
  await until('ready', () => call());
  const telling = setInterval(() => work('celeriac.another'), 20);
  const events = await until('removed').finally(() => clearInterval(telling));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'scaled', from: 1, to: 0 }));
});

test('callers of an app that does not come up are told why, and it rests until the next call', async () => {
  world.broken.add('calc');
  world.queues.set(queue(), 7);
  const events = await until('callers-told');
  expect(events.filter(({ kind }) => kind === 'start-failed')).toHaveLength(2);
  expect(world.log).toContain('answer 7 START_FAILED');
  await until('scaled');
  expect(world.desired.get('demo')?.apps[0]?.replicas).toBe(0);
  expect(world.conditions.get('demo')?.apps[0]).toMatchObject({
    problems: [{ container: 'celeriac-test00-demo.calc-1-0', remedy: expect.any(String) }],
  });
});

test('while another changes the plugin, a call waits its turn', async () => {
  world.held.add('Demo');
  setTimeout(() => world.held.delete('Demo'), 150);
  const events = await until('ready', () => call());
  expect(events.at(-1)?.kind).toBe('ready');
});
