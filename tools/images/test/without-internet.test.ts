import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { createLocker } from '@celeriac/deployer';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readWorkerRuntime } from '@celeriac/worker';
import { buildApps } from '../build-apps.ts';
import { copyImages } from '../isolated/copy-images.ts';
import { startIsolatedEngine } from '../isolated/start-isolated-engine.ts';
import { buildMirror, startMirror } from '../mirror/start-mirror.ts';
import { appsFolder, readApps } from '../plan-apps.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('an engine without internet', () => {
  test('builds by its own index and channel alone', { timeout: 600_000 }, async () => {
    await using made = new AsyncDisposableStack();
    const { dockerHost = '', baseImage = '', caBundle } = services;
    const outer = made.use(await connectEngine({ host: dockerHost }));
    const environment = { network: 'host', ...(caBundle && { caBundleFile: caBundle }) };
    const image = await buildMirror(outer, { baseImage, environment });
    made.defer(() => outer.images.remove(image));
    const isolated = made.use(await startIsolatedEngine({ diskMiB: 2_000 }));
    await copyImages([baseImage, image], { from: dockerHost, to: isolated.dockerHost });
    const engine = made.use(await connectEngine({ host: isolated.dockerHost }));
    expect(await reach(engine, baseImage)).toMatch(/Network is unreachable|name resolution/);

    const mirror = made.use(await startMirror(engine, image));
    const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
    made.defer(() => rm(folder, { recursive: true, force: true }));
    await cp(appsFolder, folder, { recursive: true });
    const { channelUrl, indexUrl } = mirror;
    const condaChannels = { defaults: channelUrl, 'conda-forge': channelUrl };
    const built = await Array.fromAsync(
      buildApps({
        ...{ engine, folder, baseImage, aptImage: baseImage },
        environment: { network: 'host', indexUrl, condaChannels },
        apps: ['pip-in', 'conda', 'conda-pip'],
      }),
    );
    expect(built.map(({ app, problem }) => [app, problem])).toEqual([
      ['pip-in', undefined],
      ['conda', undefined],
      ['conda-pip', undefined],
    ]);
    const settings = {
      ...{ runtime: await readWorkerRuntime(), baseImage, condaInstaller: 'rattler' },
      buildEnvironment: { network: 'host', indexUrl, condaChannels },
    };
    const locker = createLocker(
      { builder: createImageBuilder(engine), locks: { write: async () => true } },
      settings,
    );
    const told = await Promise.all(
      broken.map(async ([file, text]) => {
        const one = await mkdtemp(join(folder, 'broken-'));
        await mkdir(join(one, 'python/app'), { recursive: true });
        await writeFile(join(one, 'celeriac.json'), '{"name":"Broken"}');
        await writeFile(
          join(one, 'python/app/logic.py'),
          '#output: int y\ndef f():\n    return 1\n',
        );
        await writeFile(join(one, 'python/app', file), text);
        return Array.fromAsync(locker.lock(await readApps(one))).catch((error: unknown) => error);
      }),
    );
    expect(told).toMatchObject(broken.map(([, , expected]) => expected));
  });
});

/** What cannot be installed, and how that is told: at its line, with both sides of a conflict. */
const broken = [
  [
    'requirements.in',
    'six==1.17.0\nnumpyy>=1\n',
    toError('unknown-package', { file: 'requirements.in', start: 12 }, '"numpyy"'),
  ],
  [
    'requirements.txt',
    'six==1.17.0\ncelery==4.4.0\n',
    toError('dependency-conflict', { file: 'requirements.txt', start: 12 }, 'the worker'),
  ],
  [
    'environment.yaml',
    'dependencies:\n  - python=3.11\n  - numpyy\n',
    toError('unknown-package', { file: 'environment.yaml', start: 34 }, '"numpyy"'),
  ],
  [
    'environment.yml',
    'dependencies:\n  - python=3.11\n  - markupsafe>=3\n  - picky\n',
    toError(
      'dependency-conflict',
      { file: 'environment.yml', start: 34 },
      'picky (environment.yml:4)',
    ),
  ],
] as const;

function toError(
  code: string,
  { file, start }: { readonly file: string; readonly start: number },
  part: string,
): unknown {
  const message = expect.stringContaining(part) as string;
  const place = { file: `python/app/${file}`, span: expect.objectContaining({ start }) as unknown };
  return { code: 'UNRESOLVABLE', diagnostics: [{ code, message, ...place }] };
}

/** What a step that wants the internet is told, with the network that builds have. */
async function reach(engine: Engine, image: string): Promise<string> {
  const ask =
    'import socket\nfor host in ("1.1.1.1", "pypi.org"):\n try: socket.create_connection((host, 443), 5); print("reached", host)\n except OSError as error: print(error)';
  const id = await engine.containers.create({
    name: 'celeriac-images-reach',
    image,
    command: ['python3', '-c', ask],
    network: 'host',
  });
  await engine.containers.start(id);
  await engine.containers.wait(id);
  const lines = await Array.fromAsync(engine.containers.logs(id));
  await engine.containers.remove(id, { force: true });
  expect(lines).toHaveLength(2);
  return lines.map(({ text }) => text).join('\n');
}
