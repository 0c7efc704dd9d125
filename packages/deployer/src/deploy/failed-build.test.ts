import { expect, test } from 'vitest';
import { fakeApp, fakePlugin } from '../../test/fake-plugin.ts';
import { createFakeWorld } from '../../test/fake-ports.ts';
import { createDeployer } from '../deployer.ts';
import type { DeployerSettings } from '../deployer-options.ts';

const settings: DeployerSettings = {
  runtime: { version: '0.1.0', requirements: [], files: [] },
  baseImage: 'base:1',
  workerBrokerUrl: 'amqp://host.docker.internal:5672/v',
  controlUser: 'admin',
};

test.each([
  [
    'PACKAGE_FAILED',
    ['E: Unable to locate package libgomp'],
    { code: 'UNRESOLVABLE', diagnostics: [{ file: 'python/calc/container.json' }] },
  ],
  ['NO_SPACE', ['No space left on device'], { code: 'NO_SPACE' }],
  ['INDEX_UNREACHABLE', ['operation timed out'], { code: 'INDEX_UNREACHABLE' }],
])(
  'a build that fails by %s changes nothing: the old version serves on',
  async (code, lastLines, told) => {
    const world = createFakeWorld();
    const { builder } = world.ports;
    const deployer = createDeployer(world.ports, settings);
    await Array.fromAsync(deployer.deploy(fakePlugin(fakeApp('calc', 'v1'))));
    const { catalog, desired, queues, users } = world;
    const before = structuredClone({ catalog, desired, queues, users });
    const containers = [...world.containers.keys()];
    world.log.length = 0;
    const failing = {
      ...builder,
      async *build(): AsyncGenerator<never> {
        throw Object.assign(new Error('failed'), { code, lastLines });
      },
    };
    const app = fakeApp('calc', 'v2');
    const container = { ...app.container, packages: ['libgomp'] };
    const again = createDeployer({ ...world.ports, builder: failing }, settings);
    const deploying = Array.fromAsync(again.deploy(fakePlugin({ ...app, container })));
    await expect(deploying).rejects.toMatchObject(told);
    expect({ catalog, desired, queues, users }).toEqual(before);
    expect([...world.containers.keys()]).toEqual(containers);
    expect(world.log).toEqual([]);
  },
);
