import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectEngine, type Engine } from '@celeriac/engine';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('a real engine', () => {
  const name = `celeriac-test-${randomBytes(4).toString('hex')}`;
  const labels = { 'io.celeriac.test': name };
  let engine: Engine;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
  });

  afterAll(async () => {
    await engine.close();
  });

  test('tells what it is', async () => {
    expect(engine.version.os).toBe('linux');
    expect((await engine.info()).cpus).toBeGreaterThan(0);
    expect((await engine.images.inspect(services.baseImage!)).id).toMatch(/^sha256:/);
  });

  test('a container lives from create to remove, and events tell so', async () => {
    const since = Math.floor(Date.now() / 1000);
    const command = ['/bin/sh', '-c', 'echo out; echo err >&2; exit 4'];
    const id = await engine.containers.create({
      name,
      image: services.baseImage!,
      command,
      labels,
      network: 'none',
    });
    try {
      await engine.containers.start(id);
      expect(await engine.containers.wait(id)).toBe(4);
      const lines = await Array.fromAsync(engine.containers.logs(id));
      expect(lines.map(({ stream, text }) => [stream, text]).toSorted()).toEqual([
        ['stderr', 'err'],
        ['stdout', 'out'],
      ]);
      expect(await engine.containers.inspect(name)).toMatchObject({ phase: 'exited', exitCode: 4 });
      expect(await engine.containers.list({ labels })).toHaveLength(1);
      await engine.containers.stop(id, { graceSeconds: 0 });
      await expect(
        engine.containers.create({ name, image: services.baseImage! }),
      ).rejects.toMatchObject({ code: 'CONFLICT' });
    } finally {
      await engine.containers.remove(id, { force: true });
    }
    const until = Math.floor(Date.now() / 1000) + 1;
    const events = await Array.fromAsync(
      engine.events({ types: ['container'], labels, since, until }),
    );
    expect(events.map(({ action }) => action)).toEqual(['create', 'start', 'die', 'destroy']);
    expect(events[2]?.attributes['exitCode']).toBe('4');
    await expect(engine.containers.inspect(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('images take and lose names', async () => {
    await engine.images.tag(services.baseImage!, { repository: name, tag: 'one' });
    expect((await engine.images.inspect(services.baseImage!)).tags).toContain(`${name}:one`);
    await engine.images.remove(`${name}:one`);
    await expect(engine.images.inspect(`${name}:one`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
