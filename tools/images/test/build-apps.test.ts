import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { connectEngine } from '@celeriac/engine';
import { buildApps } from '../build-apps.ts';
import { appsFolder } from '../plan-apps.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('example apps', () => {
  test('build, and are verified inside their images', { timeout: 600_000 }, async () => {
    await using made = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
    made.defer(() => rm(folder, { recursive: true, force: true }));
    await cp(appsFolder, folder, { recursive: true });
    const engine = made.use(await connectEngine({ host: services.dockerHost! }));
    const { baseImage = '', caBundle } = services;
    const built = await Array.fromAsync(
      buildApps({
        ...{ engine, folder, baseImage, aptImage: baseImage },
        environment: { network: 'host', ...(caBundle && { caBundleFile: caBundle }) },
        apps: ['project-locked', 'wheel', 'odd-names'],
      }),
    );
    expect(built.map(({ app, problem }) => [app, problem])).toEqual([
      ['project-locked', undefined],
      ['wheel', undefined],
      ['odd-names', undefined],
    ]);
  });
});
