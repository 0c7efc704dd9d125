import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type {
  BuildEnvironment,
  BuildPlan,
  BuildStep,
  ImageRegistry,
  TransferEvent,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import {
  createDockerCredentials,
  createImageBuilder,
  createImageRegistry,
} from '@celeriac/image-builder';
import { startRegistry } from '../../services/index.ts';
import { openFailingWay, type FailingWay } from './support/open-failing-way.ts';

const services = inject('services');
const digestOf = (event: TransferEvent | undefined) =>
  event?.kind === 'transferred' ? event.digest : 'none';
const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);

describe.skipIf(!services.dockerHost)('a registry that wants a login', () => {
  const path = `team/${randomBytes(6).toString('hex')}`;
  const made = new AsyncDisposableStack();
  const images = new Set<string>();
  let host: string;
  let way: FailingWay;
  let directory: string;
  let engine: Engine;
  let registry: ImageRegistry;

  beforeAll(async () => {
    const server = made.use(await startRegistry());
    way = made.use(await openFailingWay(server.host));
    host = way.host;
    directory = await mkdtemp(join(tmpdir(), 'celeriac-login-'));
    made.defer(() => rm(directory, { recursive: true }));
    const { username, password } = server;
    const auth = Buffer.from(`${username}:${password}`).toString('base64');
    await writeFile(
      join(directory, 'config.json'),
      JSON.stringify({ auths: { [host]: { auth } } }),
    );
    engine = made.use(await connectEngine({ host: services.dockerHost! }));
    made.defer(async () => {
      for (const image of images) await engine.images.remove(image).catch(() => undefined);
    });
    registry = createImageRegistry(engine, { findCredential: createDockerCredentials(directory) });
    await build(`${host}/${path}:1`, ['scratch']);
  });

  afterAll(() => made[Symbol.asyncDispose]());

  /** Builds an image of one small file upon a base. */
  async function build(
    image: string,
    [base, dialect = 'buildkit']: readonly [string, BuildPlan['dialect']?],
    { environment = {}, ...more }: Partial<BuildPlan> & { environment?: BuildEnvironment } = {},
  ) {
    images.add(image);
    const steps: readonly BuildStep[] = [
      { layer: 'base', instruction: `FROM ${base}` },
      { layer: 'code', instruction: `COPY ["text","/${randomBytes(4).toString('hex')}"]` },
    ];
    const dockerfile = steps.map(({ instruction }) => `${instruction}\n`).join('');
    const plan: BuildPlan = {
      ...{ image, dialect, steps, dockerfile: 'Dockerfile', ...more },
      files: [
        { kind: 'text', path: 'Dockerfile', text: dockerfile },
        { kind: 'text', path: 'text', text: randomBytes(50_000).toString('hex') },
      ],
      labels: { 'org.opencontainers.image.base.name': base },
    };
    const findCredential = createDockerCredentials(directory);
    const builder = createImageBuilder(engine, { findCredential });
    return await Array.fromAsync(builder.build(plan, { environment }));
  }

  async function forget(image: string): Promise<void> {
    await engine.images.remove(image);
    await expect(engine.images.inspect(image)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }

  test('takes an image and gives it back, each layer told, by the same digest', async () => {
    const image = `${host}/${path}:1`;
    // The engine does not try a manifest again by itself.
    way.failNext('PUT', /\/manifests\//);
    const pushed = await Array.fromAsync(registry.push(image));
    expect(pushed.find(({ kind }) => kind === 'retrying')).toMatchObject({ attempt: 1 });
    expect(pushed).toContainEqual(expect.objectContaining({ kind: 'transfer', state: 'done' }));
    const last = pushed.at(-1);
    expect(last).toMatchObject({ kind: 'transferred', direction: 'push', digest });
    await forget(image);
    const pulled = await Array.fromAsync(registry.pull(image));
    expect(pulled.at(-1)).toMatchObject({ digest: digestOf(last) });
    expect(await engine.images.inspect(image)).toMatchObject({ tags: [image] });
    // All that is there already is no work.
    const again = await Array.fromAsync(registry.push(image));
    expect(again.at(-1)).toMatchObject({ kind: 'transferred', bytes: 0 });
  });

  test('who has no login, or a wrong one, is told so', async () => {
    const image = `${host}/${path}:1`;
    const wrong = { kind: 'password', username: 'celeriac', password: 'no' } as const;
    for (const credential of [undefined, wrong]) {
      const other = createImageRegistry(engine, { findCredential: async () => credential });
      for (const direction of ['push', 'pull'] as const)
        await expect(Array.fromAsync(other[direction](image))).rejects.toMatchObject({
          code: 'UNAUTHORIZED',
          message: expect.stringContaining(host),
          remedy: expect.stringContaining(`docker login ${host}`),
        });
    }
  });

  test('what it does not have, and one that does not answer, are told apart', async () => {
    await expect(Array.fromAsync(registry.pull(`${host}/${path}:none`))).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    const image = `127.0.0.1:1/${path}:1`;
    await engine.images.tag(`${host}/${path}:1`, { repository: `127.0.0.1:1/${path}`, tag: '1' });
    images.add(image);
    for (const direction of ['push', 'pull'] as const)
      await expect(Array.fromAsync(registry[direction](image))).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: expect.stringContaining('127.0.0.1:1'),
      });
  });

  test.each(['buildkit', 'classic'] as const)(
    '%s builds upon an image of it, and notes its digest',
    async (dialect) => {
      const base = `${host}/${path}:base-${dialect}`;
      await build(base, ['scratch']);
      const pushed = (await Array.fromAsync(registry.push(base))).at(-1);
      await forget(base);
      const image = `celeriac-test/${path}:${dialect}`;
      const events = await build(image, [base, dialect]);
      images.add(base);
      expect(events).toContainEqual(
        expect.objectContaining({ kind: 'transferred', direction: 'pull', image: base }),
      );
      const { labels } = await engine.images.inspect(image);
      expect(labels['org.opencontainers.image.base.digest']).toBe(digestOf(pushed));
    },
  );

  test.each(['buildkit', 'classic'] as const)('%s takes it for a mirror', async (dialect) => {
    const base = `${host}/${path}:1`;
    await Array.fromAsync(registry.push(base));
    const image = `celeriac-test/${path}:mirrored-${dialect}`;
    const environment = { baseMirror: host };
    await build(image, [`${path}:1`, dialect], { environment });
    expect((await engine.images.inspect(image)).labels).toMatchObject({
      'org.opencontainers.image.base.name': `${path}:1`,
      'org.opencontainers.image.base.digest': digest,
    });
  });

  test.each(['buildkit', 'classic'] as const)('%s builds for another platform', async (dialect) => {
    const image = `${host}/${path}:arm-${dialect}`;
    await build(image, ['scratch', dialect], { platform: 'linux/arm64' });
    const platform = { os: 'linux', architecture: 'arm64' };
    expect(await engine.images.inspect(image)).toMatchObject({ platform });
    // Of one that is there for another, the right one is pulled.
    await Array.fromAsync(registry.push(image));
    const found = await build(`${image}.built`, [image, dialect], { platform: 'linux/arm64' });
    expect(found.filter(({ kind }) => kind === 'transferred')).toEqual([]);
    await expect(
      build(`${image}.other`, [image, dialect], { platform: 'linux/s390x' }),
    ).rejects.toMatchObject({
      code: 'BASE_UNAVAILABLE',
      message: expect.stringContaining('is for linux/arm64, not for linux/s390x'),
    });
  });
});
