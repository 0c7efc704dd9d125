import { beforeEach, expect, test } from 'vitest';
import { fakeApp, fakePlugin } from '../../test/fake-plugin.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { createController } from '../control/controller.ts';
import type { DeployEvent } from '../deploy/deploy-event.ts';
import { createDeployer, type Deployer } from '../deployer.ts';
import type { DeployerSettings } from '../deployer-options.ts';
import { plainEvents } from '../../test/plain-events.ts';

const V1 = 'celeriac-test00-demo.calc-1-0';
const V2 = 'celeriac-test00-demo.calc-2-0';

let world: FakeWorld;
let deployer: Deployer;
beforeEach(async () => {
  world = createFakeWorld();
  deployer = open({});
  await deploy('v1');
  world.busy.add(V1);
  world.log.length = 0;
});

function open(settings: Partial<DeployerSettings>): Deployer {
  return createDeployer(world.ports, {
    runtime: { version: '0.1.0', requirements: [], files: [] },
    baseImage: 'base:1',
    workerBrokerUrl: 'amqp://host.docker.internal:5672',
    controlUser: 'admin',
    retirePatienceMs: 20,
    ...settings,
  });
}

async function deploy(
  ...[code, input = 'x', by = deployer]: readonly [string, string?, Deployer?]
): Promise<readonly DeployEvent[]> {
  return await Array.fromAsync(plainEvents(by.deploy(fakePlugin(fakeApp('calc', code, input)))));
}

const names = (): readonly string[] => [...world.containers.values()].map(({ name }) => name);

/** Runs a controller until that holds. */
async function control(until: () => boolean): Promise<void> {
  const over = new AbortController();
  const events = createController({ ports: world.ports, intervalMs: 10 }).run(over);
  const running = Array.fromAsync(plainEvents(events));
  await expect.poll(until).toBe(true);
  over.abort();
  await running;
}

test('a deploy does not wait for a long call, and says until when it may run', async () => {
  const before = Date.now();
  const graces: (number | undefined)[] = [];
  const { stop } = world.ports.spawner;
  world.ports.spawner.stop = (id, options) => (graces.push(options?.graceMs), stop(id, options));
  const events = await deploy('v2');
  expect(graces).toEqual([expect.toSatisfy((graceMs: number) => graceMs > 3_600_000)]);
  const draining = events.find((event) => event.kind === 'draining');
  expect(draining).toMatchObject({ app: 'calc', version: 1, container: V1, phase: 'calls' });
  const leftMs = Date.parse(draining?.until ?? '') - before;
  expect(leftMs).toBeGreaterThan(3_500_000);
  expect(events.at(-1)).toMatchObject({ kind: 'deployed', changed: 1 });
  expect(names()).toEqual([V1, V2]);
});

test('while it runs the plugin is looked after, and what is left goes when it has ended', async () => {
  await deploy('v2');
  world.containers.delete(`id-${V2}`);
  await control(() => names().includes(V2));
  expect(names()).toContain(V1);
  await deploy('v3');
  world.busy.delete(V1);
  await control(() => world.undertakings.size === 0);
  expect(names()).toEqual([V2.replace('-2-', '-3-')]);
  expect(world.log.filter((line) => line.endsWith(V1))).toEqual([`stop ${V1}`]);
});

test('nothing that an earlier change has left is waited for', async () => {
  const patient = open({ retirePatienceMs: 60_000 });
  await deploy('v2');
  const events = await deploy('v2', 'x', patient);
  expect(events.map(({ kind }) => kind)).toEqual(['planned', 'deployed']);
});

test('a call that runs for longer than it may is ended, and that is told', async () => {
  const events = await deploy('v2', 'x', open({ stopGraceMs: 300, retirePatienceMs: 5_000 }));
  expect(events).toContainEqual({
    ...{ kind: 'retired', app: 'calc', container: V1, cutOffAfterMs: 300 },
  });
  expect(world.log.slice(-4)).toEqual([
    ...[`start ${V2}`, `stop ${V1}`],
    expect.stringContaining(
      `end ${V1}: was stopped by Celeriac after 0 s, to make room for version 2. Give`,
    ),
    `stop ${V1}`,
  ]);
});

test('calls that wait for an earlier signature are run by its workers, then those are told to end', async () => {
  world.busy.clear();
  const old = world.catalog.get('demo')?.apps[0]?.queue ?? '';
  world.queues.set(old, 2);
  const events = await deploy('v1', 'renamed');
  expect(events).toContainEqual(expect.objectContaining({ kind: 'draining', phase: 'queue' }));
  expect(world.log).not.toContain(`stop ${V1}`);
  expect(world.queues.get(old)).toBe(2);
  world.queues.set(old, 0);
  await control(() => world.undertakings.size === 0);
  expect([world.queues.has(old), names()]).toEqual([false, [V2]]);
});

test('a plugin is taken down at once where that is asked for, else when its calls have ended', async () => {
  setTimeout(() => world.busy.delete(V1), 50);
  const [last] = (await Array.fromAsync(plainEvents(deployer.down('Demo')))).toReversed();
  expect([last?.kind, names()]).toEqual(['down', []]);
  expect(world.log.some((line) => line.startsWith('end'))).toBe(false);
  await deploy('v1');
  world.busy.add(V1);
  await Array.fromAsync(deployer.down('Demo', { stopGraceMs: 0 }));
  expect(world.log.at(-2)).toContain(
    `end ${V1}: was stopped by Celeriac at once, as Demo was taken`,
  );
  expect([names(), world.queues.size]).toEqual([[], 0]);
});
