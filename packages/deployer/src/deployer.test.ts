import { beforeEach, expect, test } from 'vitest';
import { fakeApp, fakePlugin } from '../test/fake-plugin.ts';
import { createFakeWorld, type FakeWorld } from '../test/fake-ports.ts';
import type { AppModel } from '@celeriac/plugin';
import { plainEvents } from '../test/plain-events.ts';
import type { DeployEvent } from './deploy/deploy-event.ts';
import { createDeployer, type Deployer } from './deployer.ts';
import type { DeployerSettings } from './deployer-options.ts';

const settings: DeployerSettings = {
  runtime: { version: '0.1.0', requirements: [], files: [] },
  baseImage: 'base:1',
  workerBrokerUrl: 'amqp://host.docker.internal:5672/v',
  controlUser: 'admin',
  resolveSecret: (name) => (name === 'KNOWN' ? 'a/b@c' : undefined),
};

let world: FakeWorld;
let deployer: Deployer;
beforeEach(() => {
  world = createFakeWorld();
  deployer = createDeployer(world.ports, settings);
});

async function deploy(...apps: readonly AppModel[]): Promise<readonly DeployEvent[]> {
  return await Array.fromAsync(plainEvents(deployer.deploy(fakePlugin(...apps))));
}

test('a first deploy builds, starts, waits and then shows the functions to callers', async () => {
  const events = await deploy(fakeApp('calc', 'v1'));
  expect(events.map(({ kind }) => kind)).toEqual([
    'planned',
    'build',
    'starting',
    'ready',
    'switched',
    'deployed',
  ]);
  expect(events.find(({ kind }) => kind === 'ready')).toMatchObject({
    times: { startMs: 1, imports: { ms: 7, libraries: [{ name: 'numpy', ms: 6 }] } },
  });
  const entry = world.catalog.get('demo');
  expect(entry).toMatchObject({ state: 'deployed', controlUser: 'admin' });
  expect(world.queues.has(entry?.apps[0]?.queue ?? '')).toBe(true);
  const [container] = world.containers.values();
  const url = new URL(container?.spec.env['CELERIAC_BROKER_URL'] ?? '');
  expect(url).toMatchObject({ hostname: 'host.docker.internal', pathname: '/v' });
  expect(world.users.get(decodeURIComponent(url.username))).toBe(decodeURIComponent(url.password));
});

test('nothing changed: nothing is built, started or stopped', async () => {
  await deploy(fakeApp('calc', 'v1'));
  world.log.length = 0;
  const events = await deploy(fakeApp('calc', 'v1'));
  expect(events.map(({ kind }) => kind)).toEqual(['planned', 'deployed']);
  expect(world.log).toEqual([]);
});

test('nothing changed but its image is gone: it is built again, and nothing else is done', async () => {
  await deploy(fakeApp('calc', 'v1'));
  world.images.clear();
  world.log.length = 0;
  const events = await deploy(fakeApp('calc', 'v1'));
  expect(events.map(({ kind }) => kind)).toEqual(['planned', 'build', 'deployed']);
  expect(world.log).toEqual(['build celeriac/demo.calc']);
});

test('a code edit starts the new version before it stops the old; the other app is left alone', async () => {
  await deploy(fakeApp('calc', 'v1'), fakeApp('stats', 'v1'));
  world.log.length = 0;
  await deploy(fakeApp('calc', 'v2'), fakeApp('stats', 'v1'));
  expect(world.log).toEqual([
    'build celeriac/demo.calc',
    'start celeriac-test00-demo.calc-2-0',
    'stop celeriac-test00-demo.calc-1-0',
  ]);
});

test('what callers can notice of a plugin is told, wherever a function moves', async () => {
  await deploy(fakeApp('calc', 'v1'), fakeApp('stats', 'v1'));
  const moved = { ...fakeApp('more', 'v1'), functions: fakeApp('stats', 'v1').functions };
  expect(await deploy(fakeApp('calc', 'v2'), moved)).not.toContainEqual(
    expect.objectContaining({ kind: 'compared' }),
  );
  const events = await deploy(fakeApp('calc', 'v2', 'renamed'));
  expect(events.find(({ kind }) => kind === 'compared')).toMatchObject({
    plugin: 'Demo',
    verdict: 'breaking',
    differences: [
      { code: 'input-removed', function: 'f_calc', parameter: 'x' },
      { code: 'input-added', function: 'f_calc', parameter: 'renamed' },
      { code: 'function-removed', function: 'f_stats' },
    ],
  });
  const after = await deploy(fakeApp('calc', 'v3', 'renamed'));
  expect(after.map(({ kind }) => kind)).not.toContain('compared');
});

test('a version that does not become ready is removed with its lines told, the old one serves on', async () => {
  await deploy(fakeApp('calc', 'v1'));
  const before = structuredClone({ catalog: world.catalog, desired: world.desired });
  world.broken.add('calc');
  await expect(deploy(fakeApp('calc', 'v2', 'renamed'))).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringContaining('exit code 1'),
    lastLines: ['ModuleNotFoundError: no module'],
  });
  expect({ catalog: world.catalog, desired: world.desired }).toEqual(before);
  expect([...world.containers.values()].map(({ name }) => name)).toEqual([
    'celeriac-test00-demo.calc-1-0',
  ]);
  expect([...world.queues.keys()]).toEqual([world.catalog.get('demo')?.apps[0]?.queue]);
});

test('of a failed first deploy nothing stays', async () => {
  world.broken.add('stats');
  await expect(deploy(fakeApp('calc', 'v1'), fakeApp('stats', 'v1'))).rejects.toThrow();
  expect(world.containers.size + world.queues.size + world.users.size).toBe(0);
  expect(world.catalog.size + world.desired.size).toBe(0);
});

test('other signatures get another queue; what waits in the old one is answered at last', async () => {
  await deploy(fakeApp('calc', 'v1'));
  const old = world.catalog.get('demo')?.apps[0]?.queue ?? '';
  world.queues.set(old, 3);
  const impatient = createDeployer(world.ports, { ...settings, stopGraceMs: 10 });
  await Array.fromAsync(impatient.deploy(fakePlugin(fakeApp('calc', 'v1', 'renamed'))));
  expect(world.log).toContain('answer 3');
  expect(world.queues.has(old)).toBe(false);
  expect(world.catalog.get('demo')?.apps[0]?.queue).not.toBe(old);
});

test('an app that the plugin no longer has goes, with queue and user', async () => {
  await deploy(fakeApp('calc', 'v1'), fakeApp('stats', 'v1'));
  await deploy(fakeApp('calc', 'v1'));
  expect([...world.containers.values()].map(({ owner }) => owner.app)).toEqual(['calc']);
  expect(world.queues.size).toBe(1);
  expect(world.users.size).toBe(1);
});

test('a plugin whose name maps to the resources of another is refused', async () => {
  await deploy(fakeApp('calc', 'v1'));
  const impostor = { ...fakePlugin(fakeApp('calc', 'v1')), name: 'demo' };
  await expect(Array.fromAsync(deployer.deploy(impostor))).rejects.toMatchObject({
    code: 'NAME_TAKEN',
  });
});

test('secrets are put in; a missing one names its variable and changes nothing', async () => {
  const app = fakeApp('calc', 'v1');
  const withEnv = (env: Record<string, string>): typeof app => ({
    ...app,
    container: { ...app.container, env },
  });
  await expect(deploy(withEnv({ TOKEN: 'x-${secret:NOPE}' }))).rejects.toMatchObject({
    code: 'SECRET_MISSING',
    message: expect.stringContaining('env.TOKEN'),
  });
  expect(world.log).toEqual([]);
  await deploy(withEnv({ TOKEN: 'x-${secret:KNOWN}' }));
  const [container] = world.containers.values();
  expect(container?.spec.env['TOKEN']).toBe('x-a/b@c');
});

test('down tells who waits, and purge leaves nothing', async () => {
  await deploy(fakeApp('calc', 'v1'));
  world.queues.set(world.catalog.get('demo')?.apps[0]?.queue ?? '', 2);
  const events = await Array.fromAsync(plainEvents(deployer.down('demo')));
  expect(events).toContainEqual({ kind: 'answered', app: 'calc', calls: 2 });
  expect(world.catalog.get('demo')?.state).toBe('stopped');
  expect(world.images.size).toBe(1);
  await Array.fromAsync(deployer.down('Demo', { purge: true }));
  const { containers, queues, users, images, catalog, desired } = world;
  for (const things of [containers, queues, users, images, catalog, desired])
    expect(things.size).toBe(0);
  await expect(Array.fromAsync(deployer.down('Demo'))).rejects.toMatchObject({
    code: 'NOT_DEPLOYED',
  });
});

test('down takes what a dead deploy left: queue, user and image', async () => {
  const owner = { instance: 'test00', plugin: 'Demo' };
  world.queues.set('celeriac.task.test00.demo.calc.c0', 0);
  world.users.set('celeriac.test00.demo.calc', 'p');
  world.images.add('celeriac/demo.calc:1');
  await Array.fromAsync(deployer.down(owner.plugin, { purge: true }));
  expect(world.queues.size + world.users.size + world.images.size).toBe(0);
});

test('a deploy that is given up removes what it started', async () => {
  const events = deployer.deploy(fakePlugin(fakeApp('calc', 'v1')));
  for await (const { kind } of events) if (kind === 'planned') break;
  expect(world.locked).toBe(false);
});

test('each app has a blob directory of its own, which goes with the app', async () => {
  await deploy(fakeApp('calc', 'v1'), fakeApp('stats', 'v1'));
  const specs = [...world.containers.values()].map(({ spec }) => spec);
  expect(specs.map(({ blobDirectory }) => blobDirectory)).toEqual([
    '/state/blobs/demo/calc',
    '/state/blobs/demo/stats',
  ]);
  for (const { env } of specs) expect(env['CELERIAC_BLOB_DIRECTORY']).toBe('/run/celeriac/blobs');
  await deploy(fakeApp('calc', 'v1'));
  expect([...world.blobs.keys()]).toEqual(['demo/calc']);
  await Array.fromAsync(deployer.down('Demo'));
  expect(world.blobs.size).toBe(0);
});

test('a blob store that cannot be used ends a deploy before anything is made', async () => {
  const blobs = { ...world.ports.blobs, prepare: () => Promise.reject(new Error('no bucket')) };
  deployer = createDeployer({ ...world.ports, blobs }, settings);
  await expect(deploy(fakeApp('calc', 'v1'))).rejects.toThrow('no bucket');
  expect(world.log).toEqual([]);
});

test('an app whose large values lie elsewhere has nothing mounted', async () => {
  const prepare = () => Promise.resolve({ directory: undefined });
  deployer = createDeployer({ ...world.ports, blobs: { ...world.ports.blobs, prepare } }, settings);
  await deploy(fakeApp('calc', 'v1'));
  const [container] = world.containers.values();
  expect(container?.spec).not.toHaveProperty('blobDirectory');
  expect(container?.spec.env).not.toHaveProperty('CELERIAC_BLOB_DIRECTORY');
});
