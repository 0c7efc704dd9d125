import { statfs } from 'node:fs/promises';
import { describe, expect, inject, test } from 'vitest';
import type { BuilderKind, BuildPlan } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { copyImages } from '../isolated/copy-images.ts';
import { startIsolatedEngine } from '../isolated/start-isolated-engine.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('an engine whose disk is full', () => {
  test('says so, with what is free', { timeout: 300_000 }, async () => {
    await using made = new AsyncDisposableStack();
    const { dockerHost = '', baseImage = '' } = services;
    const isolated = made.use(await startIsolatedEngine({ diskMiB: 200 }));
    await copyImages([baseImage], { from: dockerHost, to: isolated.dockerHost });
    const engine = made.use(await connectEngine({ host: isolated.dockerHost }));
    const builder = createImageBuilder(engine);
    const { dataRoot } = await engine.info();
    for (const dialect of ['buildkit', 'classic'] as const) {
      const building = builder.build(planLarge(dialect, baseImage), {
        environment: { network: 'host' },
      });
      const error = await Array.fromAsync(building).catch((thrown: unknown) => thrown);
      const { bavail, bsize } = await statfs(dataRoot);
      expect(error, dialect).toMatchObject({
        code: 'NO_SPACE',
        layer: 'dependencies',
        message: expect.stringMatching(
          /No space left.* \d+(\.\d)? MB of 210 MB are free in .*data/i,
        ),
        remedy: expect.stringContaining('Free disk space'),
      });
      const { freeBytes } = error as { freeBytes: number };
      expect(freeBytes).toBeGreaterThan(0);
      expect(freeBytes).toBeLessThanOrEqual(bavail * bsize + 1e6);
    }
  });
});

/** An image whose dependencies are larger than the disk. */
function planLarge(dialect: BuilderKind, baseImage: string): BuildPlan {
  const steps = [
    { layer: 'base' as const, instruction: `FROM ${baseImage}` },
    {
      layer: 'dependencies' as const,
      instruction: 'RUN ["dd","if=/dev/zero","of=/large","bs=1M","count=400"]',
    },
  ];
  const text = steps.map(({ instruction }) => `${instruction}\n`).join('');
  return {
    image: `celeriac-images-large:${dialect}`,
    dialect,
    dockerfile: 'Dockerfile',
    files: [{ kind: 'text', path: 'Dockerfile', text }],
    steps,
    labels: {},
  };
}
