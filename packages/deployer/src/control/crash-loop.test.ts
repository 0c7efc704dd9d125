import type { EndCause, PluginCondition } from '@celeriac/deployment';
import { beforeEach, expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { readAppStatus } from '../app-status.ts';
import { plainEvents } from '../../test/plain-events.ts';
import type { ControllerEvent } from './controller-event.ts';
import { createController } from './controller.ts';

const NAME = 'celeriac-test00-demo.calc-1-0';
const ID = `id-${NAME}`;

let world: FakeWorld;
beforeEach(async () => {
  world = createFakeWorld();
  await deployDemo(world);
});

/** The container ends as the engine tells it. */
function end(cause: EndCause): void {
  const container = world.containers.get(ID);
  if (container === undefined) return;
  world.containers.set(ID, { ...container, state: 'failed', cause });
  const time = new Date().toISOString();
  const lastLines = ['loading', 'FATAL: license server says no'];
  world.happen?.({ kind: 'ended', container, cause, lastLines, time });
}

const condition = (): PluginCondition['apps'][number] | undefined =>
  world.conditions.get('demo')?.apps[0];

/** Runs a controller in a world whose workers end as soon as they are ready. */
async function crash(
  until: (event: ControllerEvent) => boolean,
  cause: EndCause = { kind: 'exited', exitCode: 7 },
): Promise<ControllerEvent[]> {
  const controller = createController({ ports: world.ports, intervalMs: 20 });
  const events: ControllerEvent[] = [];
  world.containers.clear();
  for await (const event of plainEvents(controller.run({ signal: AbortSignal.timeout(20_000) }))) {
    events.push(event);
    if (event.kind === 'ready') end(cause);
    if (until(event)) break;
  }
  return events;
}

test('workers that come up and end again and again are failing, and callers are told why', async () => {
  const queue = world.catalog.get('demo')?.apps[0]?.queue ?? '';
  world.queues.set(queue, 3);
  const told: string[] = [];
  const { answerWaiting } = world.ports.broker;
  world.ports.broker.answerWaiting = async (of, reason, options) => {
    told.push(reason);
    return await answerWaiting(of, reason, options);
  };
  const events = await crash(({ kind }) => kind === 'callers-told');
  expect(events.filter(({ kind }) => kind === 'ready')).toHaveLength(3);
  expect(world.log).toContain('answer 3 START_FAILED');
  expect(told[0]).toBe(
    `${NAME} ended with exit code 7. Its last line: FATAL: license server says no`,
  );
});

test('the last lines of a worker that ended are kept with its problem', async () => {
  const events = await crash(() => condition()?.state === 'failing');
  const problem = {
    container: NAME,
    message: `${NAME} ended with exit code 7.`,
    cause: { kind: 'exited', exitCode: 7 },
    lastLines: ['loading', 'FATAL: license server says no'],
  };
  expect(events).toContainEqual(expect.objectContaining({ kind: 'problem', ...problem }));
  expect(condition()?.problems[0]).toMatchObject(problem);
});

test('a call that comes while the next try has to wait is told why at once', async () => {
  const queue = world.catalog.get('demo')?.apps[0]?.queue ?? '';
  let crashes = 0;
  const events = await crash(({ kind }) => {
    if (kind === 'problem' && ++crashes === 3) setTimeout(() => world.queues.set(queue, 5), 100);
    return kind === 'callers-told';
  });
  expect(events.at(-1)).toMatchObject({ kind: 'callers-told', calls: 5 });
});

test('while it is up in between, its state stays failing', async () => {
  await crash(({ kind }) => kind === 'ready' && condition()?.state === 'failing');
  const [container] = world.containers.values();
  if (container) world.containers.set(ID, { ...container, state: 'running' });
  const [app] = await readAppStatus(world.ports);
  expect(app).toMatchObject({ replicas: { ready: 1, desired: 1 }, state: 'failing' });
});

test('workers that others kill again and again do not fail by that', async () => {
  let kills = 0;
  const killed = { kind: 'signalled', signal: 9 } as const;
  await crash(({ kind }) => kind === 'problem' && ++kills === 3, killed);
  expect(condition()?.state).not.toBe('failing');
});
