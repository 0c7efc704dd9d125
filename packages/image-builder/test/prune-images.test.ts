import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BuilderKind, toLabels } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder, pruneImages } from '@celeriac/image-builder';
import { planSteps } from './support/plan-steps.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost)('pruning', () => {
  const plugin = `Test ${randomBytes(6).toString('hex')}`;
  const name = `celeriac/${plugin.slice(5)}`;
  let engine: Engine;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
  });

  afterAll(async () => {
    await createImageBuilder(engine).remove({ plugin });
    await engine.close();
  });

  async function build(
    app: string,
    labels: Readonly<Record<string, string>> = toLabels({ plugin, app }),
    dialect: BuilderKind = 'buildkit',
  ): Promise<string> {
    const image = `${name}.${app}:${randomBytes(8).toString('hex')}`;
    const plan = planSteps(
      [
        { layer: 'base', instruction: 'FROM scratch' },
        { layer: 'code', instruction: 'COPY ["text","/"]' },
      ],
      {
        ...{ dialect, image, labels },
        files: [{ kind: 'text', path: 'text', text: image }],
      },
    );
    await Array.fromAsync(createImageBuilder(engine).build(plan));
    return image;
  }

  test('old images of ours go, app by app; what is used, named or made by others stays', async () => {
    const used = await build('main');
    const needed = await build('main');
    const named = await build('main');
    const old = await build('main');
    // A list of images has their seconds alone.
    const { createdMs } = await engine.images.inspect(old);
    await expect.poll(() => Date.now() - createdMs, { timeout: 5_000 }).toBeGreaterThan(1_000);
    const kept = [await build('main'), await build('main'), await build('other')];
    const managedBy = { 'app.kubernetes.io/managed-by': 'helm' };
    const foreign = [
      await build('main', {}),
      await build('main', { ...toLabels({ plugin, app: 'main' }), ...managedBy }),
    ];
    const theirs = `their/${plugin.slice(5)}`;
    await engine.images.tag(named, { repository: theirs, tag: 'prod' });
    await using made = new AsyncDisposableStack();
    for (const image of [`${theirs}:prod`, ...foreign])
      made.defer(() => engine.images.remove(image));
    const config = { name: plugin.replace(' ', '-'), image: used, command: ['x'] };
    const container = await engine.containers.create(config);
    made.defer(() => engine.containers.remove(container));

    const options = { plugin, keep: 2, except: new Set([needed]) };
    const goes = [named, old].toSorted();
    const told = await pruneImages(engine, { ...options, dryRun: true });
    expect(told.map(({ image }) => image).toSorted()).toEqual(goes);
    expect(told[0]).toMatchObject({ plugin, app: 'main', bytes: expect.any(Number) });
    for (const image of goes) await engine.images.inspect(image);

    const pruned = await pruneImages(engine, options);
    expect(pruned.map(({ image }) => image).toSorted()).toEqual(goes);
    for (const image of goes)
      await expect(engine.images.inspect(image)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const image of [used, needed, `${theirs}:prod`, ...kept, ...foreign])
      await engine.images.inspect(image);
    expect(await pruneImages(engine, options)).toEqual([]);
  });

  test('layers of the classic builder go with the image that was built upon them', async () => {
    const image = await build('classic', undefined, 'classic');
    const layers = async () =>
      (await engine.images.list({ labels: toLabels({ plugin, app: 'classic' }), all: true }))
        .length;
    expect(await layers()).toBeGreaterThan(1);
    const pruned = await pruneImages(engine, { plugin, keep: 0 });
    expect(pruned.map((one) => one.image)).toContain(image);
    expect(await layers()).toBe(0);
  });
});
