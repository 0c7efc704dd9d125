import { cp, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { createLocker } from '@celeriac/deployer';
import type { BuildEnvironment } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { readWorkerRuntime } from '@celeriac/worker';
import { appsFolder, readApps } from '../plan-apps.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('an index that never answers', () => {
  test.concurrent.each([
    ['the index, as uv comes from it', 'pip-in', '0.13.8', 'pip'],
    ['the index, as packages do', 'pip-in', undefined, 'index'],
    ['the channel', 'conda', undefined, 'channel'],
  ] as const)(
    '%s: told within a minute',
    { timeout: 180_000 },
    async (_, name, uvVersion, what) => {
      await using made = new AsyncDisposableStack();
      const { dockerHost = '', baseImage = '', caBundle } = services;
      const { url, secondsSinceAsked } = await listenInSilence(made);
      const folder = await mkdtemp(join(tmpdir(), 'celeriac-images-'));
      made.defer(() => rm(folder, { recursive: true, force: true }));
      await cp(appsFolder, folder, { recursive: true });
      const engine = made.use(await connectEngine({ host: dockerHost }));
      const builder = createImageBuilder(engine);
      const silent: BuildEnvironment =
        what === 'channel' ? { condaChannels: { defaults: url } } : { indexUrl: `${url}/simple` };
      const locker = createLocker(
        { builder, locks: { write: async () => true } },
        {
          ...{ runtime: await readWorkerRuntime(), baseImage, condaInstaller: 'rattler' },
          ...(uvVersion !== undefined && { uvVersion }),
          buildEnvironment: {
            ...{ network: 'host', ...silent },
            ...(caBundle !== undefined && { caBundleFile: caBundle }),
          },
        },
      );
      const plugin = await readApps(folder);
      const one = { ...plugin, apps: plugin.apps.filter((app) => app.name === name) };
      const error = (await Array.fromAsync(locker.lock(one)).catch(
        (thrown: unknown) => thrown,
      )) as Error;
      expect(error).toMatchObject({ code: 'INDEX_UNREACHABLE', retryable: true });
      expect(error.message).toMatch(/127\.0\.0\.1/);
      // What came before the first question has its own time: the machine may be busy.
      expect(secondsSinceAsked()).toBeLessThan(60);
    },
  );
});

/** Takes connections and what is asked, and says nothing. */
async function listenInSilence(made: AsyncDisposableStack): Promise<{
  readonly url: string;
  readonly secondsSinceAsked: () => number;
}> {
  const sockets = new Set<Socket>();
  let asked = -Infinity;
  const server = createServer((socket) => {
    if (sockets.size === 0) asked = performance.now();
    sockets.add(socket.on('error', () => undefined).resume());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  made.defer(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const secondsSinceAsked = (): number => (performance.now() - asked) / 1_000;
  return { url: `http://127.0.0.1:${port}`, secondsSinceAsked };
}
