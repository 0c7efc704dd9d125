import { realpathSync } from 'node:fs';
import { connectEngine } from '@celeriac/engine';
import { createSpawner, findOpenNetworks } from '@celeriac/spawner';
import { describe, expect, inject, test } from 'vitest';
import { startPrivateEngine } from '../../faults/index.ts';
import { findExecutable, isRoot } from '../../services/host/as-root.ts';
import { openDockerBackend } from '../docker/open-docker-backend.ts';

const { dockerHost, baseImage } = inject('services');

describe.skipIf(!dockerHost || !baseImage || !isRoot())('a machine without a firewall', () => {
  test('runs no app that asks for a closed network, and says of others that theirs is open', async () => {
    await using made = new AsyncDisposableStack();
    const private_ = made.use(
      await startPrivateEngine({
        arguments: ['--iptables=false'],
        without: [realpathSync(findExecutable('iptables')!)],
      }),
    );
    const at = { dockerHost: private_.dockerHost, baseImage: await private_.loadBaseImage() };
    const { specOf, instance } = made.use(await openDockerBackend(at));
    const engine = made.use(await connectEngine({ host: at.dockerHost }));
    const spawner = createSpawner(engine, { networkRange: '10.218.0.0/16' });
    const networks = {
      broker: { kind: 'broker', services: [] },
      list: { kind: 'list', services: [], hosts: [{ host: '192.0.2.1', port: 80 }] },
    } as const;

    for (const network of Object.values(networks)) {
      await expect(spawner.start(specOf('sleep 60', { network }))).rejects.toMatchObject({
        code: 'NETWORK_OPEN',
        message: expect.stringMatching(
          /cannot be enforced here: .*iptables is not installed/,
        ) as string,
        remedy: expect.stringContaining('celeriac doctor') as string,
      });
    }
    expect(await spawner.list({ instance })).toEqual([]);

    const { id, owner } = await spawner.start(specOf('sleep 60'));
    await expect(findOpenNetworks(engine, owner)).rejects.toMatchObject({ code: 'NETWORK_OPEN' });
    const { version: _, ...ofApp } = owner;
    for (const told of await spawner.secure(owner))
      expect(told).toMatchObject({
        ...{ owner: ofApp, closed: false },
        problem: expect.stringContaining('iptables is not installed') as string,
      });
    await spawner.remove(id);
  });
});
