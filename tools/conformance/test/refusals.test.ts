import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ContainerSpec, LogLine, Spawner } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createSpawner } from '@celeriac/spawner';
import { engineJson } from '../../services/docker/engine-request.ts';
import { makeScriptImage } from '../docker/make-script-image.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('what an engine is asked for', () => {
  const instance = `t${randomBytes(4).toString('hex')}`;
  const image = `celeriac-test/${instance}:script`;
  /** What the engine itself says of each container just before it is started. */
  const seen: { HostConfig: Record<string, unknown> }[] = [];
  let engine: Engine;
  let spawner: Spawner;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
    const containers: Engine['containers'] = {
      ...engine.containers,
      async start(id, options) {
        seen.push(await engineJson(services.dockerHost!, `GET /containers/${id}/json`));
        await engine.containers.start(id, options);
      },
    };
    spawner = createSpawner({ ...engine, containers }, { networkRange: '10.215.0.0/16' });
    await makeScriptImage(engine, { tag: image, base: services.baseImage! });
  });

  afterAll(async () => {
    for (const { id } of await spawner.list({ instance })) await spawner.remove(id);
    await spawner.sweep({ instance });
    await engine.images.remove(image, { force: true });
    await engine.close();
  });

  function specOf(script: string, change: Partial<ContainerSpec> = {}): ContainerSpec {
    return {
      name: `celeriac-${instance}-${randomBytes(4).toString('hex')}`,
      owner: { instance, plugin: 'Test', app: 'main', version: 1 },
      ...{ image, env: { SCRIPT: script }, cpu: 0.5, memoryMiB: 64, shmSizeMiB: 8 },
      ...{ storageGiB: 1, gpu: 0, network: { kind: 'internet', services: [] } },
      ...{ stopGraceMs: 1_000, specHash: 'hash-1' },
      ...change,
    };
  }

  test('GPUs: as many devices as container.json says, and where there is none that is told', async () => {
    const spec = specOf('sleep 60', { gpu: 2 });
    await expect(spawner.start(spec)).rejects.toMatchObject({
      code: 'GPU_UNAVAILABLE',
      message: expect.stringContaining('asks for 2 GPUs') as string,
      remedy: expect.stringContaining('"gpu" in container.json to 0') as string,
    });
    expect(seen.at(-1)?.HostConfig['DeviceRequests']).toEqual([
      expect.objectContaining({ Count: 2, Capabilities: [['gpu']] }),
    ]);
    expect(await spawner.list({ instance })).toEqual([]);
  });

  test('a host that has no address is named', async () => {
    const hosts = [{ host: 'nowhere.invalid', port: 443 }];
    const network = { kind: 'list', services: [], hosts } as const;
    await expect(spawner.start(specOf('sleep 60', { network }))).rejects.toMatchObject({
      code: 'HOST_NOT_FOUND',
      message: expect.stringContaining('nowhere.invalid') as string,
      remedy: expect.stringContaining('"network" of container.json') as string,
    });
    expect(await spawner.list({ instance })).toEqual([]);
  });

  test('a log is bounded on disk: what was written long ago is gone, the last is there', async () => {
    const line = 'x'.repeat(999);
    const { id } = await spawner.start(specOf(`yes ${line} | head -n 38000; echo last; sleep 60`));
    const tail = (): Promise<readonly LogLine[]> => Array.fromAsync(spawner.logs(id, { tail: 1 }));
    const is = [expect.objectContaining({ text: 'last' })];
    await expect.poll(tail, { timeout: 50_000 }).toEqual(is);
    let bytes = 0;
    let last = '';
    for await (const { text } of spawner.logs(id)) {
      bytes += text.length + 1;
      last = text;
    }
    expect(last).toBe('last');
    expect(bytes).toBeLessThan(30 << 20);
    expect(bytes).toBeGreaterThan(10 << 20);
    await spawner.remove(id);
  });
});
