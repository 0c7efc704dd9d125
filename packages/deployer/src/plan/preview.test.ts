import { expect, test } from 'vitest';
import { fakeApp, fakePlugin, fakeUnlockedApp } from '../../test/fake-plugin.ts';
import { createFakeWorld } from '../../test/fake-ports.ts';
import { createDeployer } from '../deployer.ts';

const settings = {
  runtime: { version: '0.1.0', requirements: [], files: [] },
  ...{ baseImage: 'base:1', workerBrokerUrl: 'amqp://x', controlUser: 'admin' },
};

test('a preview tells layers and differences, and does nothing', async () => {
  const world = createFakeWorld();
  const deployer = createDeployer(world.ports, settings);
  const preview = (app: ReturnType<typeof fakeApp>) =>
    Array.fromAsync(deployer.preview(fakePlugin(app)));
  const first = await preview(fakeUnlockedApp('calc', 'v1'));
  expect(first.map(({ kind }) => kind)).toEqual(['planned', 'layers']);
  expect(first[0]).toMatchObject({ action: 'create' });
  expect(world.log).toEqual([]);

  await Array.fromAsync(deployer.deploy(fakePlugin(fakeApp('calc', 'v1'))));
  world.log.length = 0;
  const [same, layers] = await preview(fakeApp('calc', 'v1'));
  expect(same).toMatchObject({ kind: 'planned', action: 'unchanged', reasons: [] });
  expect(layers).toMatchObject({ layers: [{ action: 'reused' }, {}, {}, { action: 'reused' }] });

  const edited = await preview(fakeApp('calc', 'v2', 'renamed'));
  expect(edited).toMatchObject([
    { kind: 'planned', action: 'replace', reasons: ['signatures changed', 'image changed'] },
    { kind: 'compared', verdict: 'breaking' },
    { kind: 'layers', layers: [{}, {}, {}, { layer: 'code', action: 'built' }] },
  ]);
  const unlocked = await preview(fakeUnlockedApp('calc', 'v1'));
  expect(unlocked[0]).toMatchObject({ action: 'replace', reasons: ['dependencies changed'] });
  expect(unlocked[1]).toMatchObject({
    layers: [{}, { layer: 'dependencies', reasons: ['requirements.lock is out of date'] }, {}, {}],
  });
  expect(world.log).toEqual([]);
});
