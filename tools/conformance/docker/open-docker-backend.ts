import { randomBytes } from 'node:crypto';
import { type ContainerSpec, fromLabels, SPEC_HASH_LABEL, toLabels } from '@celeriac/deployment';
import { connectEngine } from '@celeriac/engine';
import { canLimitStorage, createSpawner } from '@celeriac/spawner';
import { engineJson } from '../../services/docker/engine-request.ts';
import type { Backend } from '../backend.ts';
import { openStallable } from './open-stallable.ts';
import { makeScriptImage } from './make-script-image.ts';

const RANGE = '10.217.0.0/16';

/** Opens the spawner of a Docker engine, whose base image holds a shell and Python. */
export async function openDockerBackend(at: {
  readonly dockerHost: string;
  readonly baseImage: string;
}): Promise<Backend> {
  await using stack = new AsyncDisposableStack();
  const instance = `t${randomBytes(4).toString('hex')}`;
  const image = `celeriac-test/${instance}:script`;
  const engine = stack.use(await connectEngine({ host: at.dockerHost }));
  const spawner = createSpawner(engine, { networkRange: RANGE });
  await makeScriptImage(engine, { tag: image, base: at.baseImage });
  stack.defer(async () => engine.images.remove(image, { force: true }));
  stack.defer(async () => {
    for (const { id } of await spawner.list({ instance })) await spawner.remove(id);
    await spawner.sweep({ instance });
  });
  const storage = await canLimitStorage(engine);
  const kept = stack.move();
  return {
    name: 'docker',
    can: {
      ...{ limits: true, hardening: true, memoryKills: true, somebody: true, images: true },
      storage,
      // Of another machine neither control groups nor disks are seen.
      numbers: at.dockerHost.startsWith('unix://'),
    },
    spawner,
    instance,
    specOf: (script, { env, ...change } = {}): ContainerSpec => ({
      name: `celeriac-${instance}-${randomBytes(4).toString('hex')}`,
      owner: { instance, plugin: 'Conformance', app: 'main', version: 1 },
      image,
      env: { ...env, SCRIPT: script },
      ...{ cpu: 1, memoryMiB: 64, shmSizeMiB: 8, storageGiB: 1, gpu: 0 },
      network: { kind: 'internet', services: [] },
      ...{ stopGraceMs: 2_000, specHash: 'hash-1' },
      ...change,
    }),
    bySomebody: {
      kill: (id) => engine.containers.kill(id),
      stop: (id) => engine.containers.stop(id, { graceSeconds: 2 }),
      remove: (id) => engine.containers.remove(id, { force: true }),
      leavePending: ({ name, owner, specHash }) =>
        engine.containers.create({
          ...{ name, image, network: 'none' },
          labels: { ...toLabels(owner), [SPEC_HASH_LABEL]: specHash },
        }),
    },
    openStallable: (limits) => openStallable(at.dockerHost, { limits, networkRange: RANGE }),
    async describe(id) {
      const path = `GET /containers/${id}/json` as const;
      const found = await engineJson<{ Config: Record<string, unknown> }>(at.dockerHost, path);
      const labels = found.Config['Labels'] as Record<string, string>;
      if (fromLabels(labels)?.instance !== instance) throw new Error(`${id} is not of this run`);
      const images = await engineJson<unknown>(at.dockerHost, `GET /images/${image}/json`);
      const history = await engineJson<unknown>(at.dockerHost, `GET /images/${image}/history`);
      const { Env: _, ...config } = found.Config;
      return JSON.stringify([{ ...found, Config: config }, images, history]);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
