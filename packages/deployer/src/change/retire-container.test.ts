import { beforeEach, expect, test } from 'vitest';
import { deployDemo } from '../../test/deploy-demo.ts';
import { fakeApp, fakePlugin } from '../../test/fake-plugin.ts';
import { createFakeWorld, type FakeWorld } from '../../test/fake-ports.ts';
import { createController } from '../control/controller.ts';
import { createDeployer, type Deployer } from '../deployer.ts';

const NAME = 'celeriac-test00-demo.calc-1-0';

let world: FakeWorld;
let deployer: Deployer;
beforeEach(async () => {
  world = createFakeWorld();
  await deployDemo(world);
  world.log.length = 0;
  deployer = createDeployer(world.ports, {
    ...{ runtime: { version: '0.1.0', requirements: [], files: [] }, baseImage: 'base:1' },
    ...{ workerBrokerUrl: 'amqp://host.docker.internal:5672', controlUser: 'admin' },
    retirePatienceMs: 20,
  });
});

function change(name: string, state: 'stopping' | 'stopped'): void {
  const container = world.containers.get(`id-${name}`);
  if (container) world.containers.set(container.id, { ...container, state });
}

/** Runs a controller until all is so; the container ends in between. */
async function keepUntil(isSo: () => boolean, name: string): Promise<void> {
  const over = new AbortController();
  const controller = createController({ ports: world.ports, intervalMs: 1 });
  const keeping = Array.fromAsync(controller.run({ signal: over.signal }));
  setTimeout(() => change(name, 'stopped'), 100);
  await expect.poll(isSo).toBe(true);
  over.abort();
  await keeping;
}

test('what still runs a call is told once to end, and removed after it', async () => {
  world.busy.add(NAME);
  const plugin = fakePlugin(fakeApp('calc', 'v2', 'renamed'));
  const events = await Array.fromAsync(deployer.deploy(plugin));
  expect(events).toContainEqual({ kind: 'draining', app: 'calc', container: NAME });
  expect(events.at(-1)?.kind).toBe('deployed');
  // Its queue and what is left to do stay as long as it does.
  expect([world.queues.size, world.undertakings.size]).toEqual([2, 1]);
  await keepUntil(() => world.undertakings.size === 0, NAME);
  expect(world.log.filter((line) => line === `stop ${NAME}`)).toHaveLength(1);
  expect([world.queues.size, world.containers.size]).toEqual([1, 1]);
});

test('what is wanted again while it still runs a call is left to it, and started anew after it', async () => {
  const second = NAME.replace(/0$/, '1');
  const scale = async (replicas: number): Promise<unknown> =>
    await Array.fromAsync(deployer.scale({ plugin: 'Demo', app: undefined, replicas }));
  await scale(2);
  world.busy.add(second);
  expect(await scale(1)).toContainEqual({ kind: 'draining', app: 'calc', container: second });
  change(second, 'stopping');
  await scale(2);
  world.log.length = 0;
  await keepUntil(() => world.log.includes(`start ${second}`), second);
  expect(world.log).toEqual([`start ${second}`]);
});
