import { expect, test } from 'vitest';
import type { ImageRegistry } from '@celeriac/deployment';
import { fakeApp, fakePlugin } from '../../test/fake-plugin.ts';
import { createFakeWorld } from '../../test/fake-ports.ts';
import { planDeployment } from '../plan/plan-deployment.ts';
import { buildImage } from './build-image.ts';
import type { DeployEvent } from './deploy-event.ts';

const settings = {
  runtime: { version: '0.1.0', requirements: [], files: [] },
  baseImage: 'base:1',
  registry: 'registry.example:5000/team/',
};

/** A registry of names; what it does is told in `log`. */
function fakeRegistry(held: Set<string>, log: string[]): ImageRegistry {
  const end = { kind: 'transferred', bytes: 0, durationMs: 1 } as const;
  return {
    async *pull(image) {
      log.push('pull');
      if (!held.has(image)) throw Object.assign(new Error(), { code: 'IMAGE_NOT_FOUND' });
      yield { ...end, direction: 'pull', image };
    },
    async *push(image) {
      log.push('push');
      held.add(image);
      yield { ...end, direction: 'push', image };
    },
  };
}

test('an image is built and pushed once, then pulled where it is not, and its name tells where', async () => {
  const app = fakeApp('calc', 'v1');
  const locks = new Map([['calc', app.lock ?? { inputs: '', text: '' }]]);
  const from = { dialect: 'classic', settings, locks } as const;
  const [plan] = planDeployment(fakePlugin(app), from).apps;
  expect(plan?.image).toMatch(/^registry\.example:5000\/team\/celeriac\/demo\.calc:[0-9a-f]{16}$/);
  expect(plan?.build?.image).toBe(plan?.image);

  const held = new Set<string>();
  const deploy = async (world = createFakeWorld(), registry = fakeRegistry(held, world.log)) => {
    const events: DeployEvent[] = [];
    await buildImage(plan!, {
      ports: { builder: world.ports.builder, registry },
      ...{ settings, emit: (event) => void events.push(event) },
      signal: AbortSignal.timeout(10_000),
    });
    return { world, log: world.log, kinds: events.map(({ kind }) => kind) };
  };
  const name = 'build registry.example';
  const first = await deploy();
  expect(first.log).toEqual(['pull', name, 'push']);
  expect((await deploy()).log).toEqual(['pull']);
  // An earlier push may have failed: what is here is offered again.
  const again = await deploy(first.world);
  expect(again.log.slice(3)).toEqual(['push']);
  expect(again.kinds).toEqual(['image-exists', 'build']);

  const down = fakeRegistry(held, []);
  const unreachable = {
    ...down,
    async *pull() {
      throw new Error('gone');
    },
  };
  await expect(deploy(createFakeWorld(), unreachable)).rejects.toThrow('gone');
});
