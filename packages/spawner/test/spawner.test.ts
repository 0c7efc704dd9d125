import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  type ContainerSpec,
  type LogLine,
  SPEC_HASH_LABEL,
  type Spawner,
  toLabels,
} from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createSpawner } from '@celeriac/spawner';
import { makeImage } from './make-image.ts';

const services = inject('services');

describe.skipIf(!services.dockerHost || !services.baseImage)('a spawner on a real engine', () => {
  const instance = `t${randomBytes(4).toString('hex')}`;
  const repository = `celeriac-test/${instance}`;
  const tags: string[] = [];
  let engine: Engine;
  let spawner: Spawner;

  beforeAll(async () => {
    engine = await connectEngine({ host: services.dockerHost! });
    spawner = createSpawner(engine, { networkRange: '10.214.0.0/16' });
  });

  afterAll(async () => {
    for (const { id } of await spawner.list({ instance })) await spawner.remove(id);
    await spawner.sweep({ instance });
    for (const tag of tags) await engine.images.remove(tag, { force: true });
    await engine.close();
  });

  async function specOf(script: string, change: Partial<ContainerSpec> = {}) {
    const name = `celeriac-${instance}-${randomBytes(4).toString('hex')}`;
    const tag = `${repository}:${randomBytes(4).toString('hex')}`;
    await makeImage(engine, { tag, base: services.baseImage!, script });
    tags.push(tag);
    const spec: ContainerSpec = {
      name,
      owner: { instance, plugin: 'Test Plugin', app: 'main', version: 1 },
      image: tag,
      env: { GREETING: 'hello $world "x"' },
      cpu: 0.5,
      memoryMiB: 64,
      shmSizeMiB: 8,
      storageGiB: 1,
      gpu: 0,
      network: { kind: 'internet', services: [] },
      stopGraceMs: 2_000,
      specHash: 'hash-1',
      ...change,
    };
    return spec;
  }

  async function readAll(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
    return Array.fromAsync(lines);
  }

  async function firstLine(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
    for await (const line of lines) return [line];
    return [];
  }

  test('a container can do little harm, and has what a worker needs', async () => {
    const probe = `
      echo "user $(id -u)"
      grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -s '\\t' ' '
      awk '$2 == "/" { print "root", substr($4, 1, 2) }' /proc/mounts
      touch /tmp/x && echo tmp-writable
      touch /var/tmp/x && echo scratch-writable
      touch /dev/shm/x && echo shm-writable
      df -k /dev/shm | awk 'END { print "shm", $2 }'
      df -k /tmp | awk 'END { print "tmp", $2 }'
      echo "init $(cat /proc/1/comm)"
      echo "greeting $GREETING"
      echo "host $(uname -n)"
      grep -q host.docker.internal /etc/hosts && echo host-known
      cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null | sed 's/^/pids /'
      exec sleep 60`;
    const spec = await specOf(probe);
    const status = await spawner.start(spec);
    expect(status).toMatchObject({
      name: spec.name,
      owner: spec.owner,
      state: 'running',
      specHash: 'hash-1',
    });
    await sleep(500);
    const lines = (await readAll(spawner.logs(status.id))).map(({ text }) => text.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'user 65532',
        'CapEff: 0000000000000000',
        'CapBnd: 0000000000000000',
        'NoNewPrivs: 1',
        'Seccomp: 2',
        'root ro',
        'tmp-writable',
        'scratch-writable',
        'shm-writable',
        'shm 8192',
        'tmp 16384',
        'greeting hello $world "x"',
        `host ${spec.name}`,
        'host-known',
        'pids 128',
      ]),
    );
    expect(lines.find((line) => line.startsWith('init '))).toMatch(/init (docker-init|tini)/);
    await spawner.remove(status.id);
    expect(await engine.volumes.list({ labels: toLabels({ instance }) })).toEqual([]);
  });

  test('logs tell both streams, their last lines and what follows', async () => {
    const spec = await specOf(
      'echo one; echo two >&2; printf "%40000d\\n" 7; echo naïve; sleep 1; echo last; sleep 30',
    );
    const { id } = await spawner.start(spec);
    const heard: LogLine[] = [];
    for await (const line of spawner.logs(id, { follow: true })) {
      heard.push(line);
      if (line.text === 'last') break;
    }
    const text = (stream: string) => heard.filter((l) => l.stream === stream).map((l) => l.text);
    expect(text('stderr')).toEqual(['two']);
    expect(text('stdout')).toEqual(['one', '7'.padStart(40_000), 'naïve', 'last']);
    expect(heard[0]).toMatchObject({ container: spec.name });
    expect(heard[0]?.time).toMatch(/^\d{4}-.*\.\d{9}Z$/);
    expect((await readAll(spawner.logs(id, { tail: 1 }))).map((l) => l.text)).toEqual(['last']);
    const ending = readAll(spawner.logs(id, { follow: true }));
    await spawner.stop(id, { graceMs: 0 });
    expect((await ending).at(-1)?.text).toBe('last');
  });

  test('a follower can be told to stop', async () => {
    const { id } = await spawner.start(await specOf('echo up; sleep 30'));
    const controller = new AbortController();
    const following = (async () => {
      for await (const line of spawner.logs(id, { follow: true, signal: controller.signal }))
        if (line.text === 'up') controller.abort();
    })();
    await expect(following).rejects.toMatchObject({ name: 'EngineError', code: 'ABORTED' });
  });

  test('a stop is warm within the grace, and states its reason', async () => {
    const warm = await specOf('trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.1; done');
    const { id } = await spawner.start(warm);
    await sleep(200);
    await spawner.stop(id);
    const [status] = (await spawner.list({ instance })).filter(({ name }) => name === warm.name);
    expect(status).toMatchObject({ state: 'stopped', exitCode: 0 });
    expect((await readAll(spawner.logs(id))).at(-1)?.text).toBe('bye');
    await spawner.stop(id);
    await spawner.remove(id);
    await spawner.remove(id);
    await spawner.stop(id);

    const stubborn = await specOf('trap "" TERM; while :; do sleep 0.1; done');
    const second = await spawner.start(stubborn);
    const begun = performance.now();
    await spawner.stop(second.id, { graceMs: 1_000 });
    expect(performance.now() - begun).toBeGreaterThan(900);
    const killed = (await spawner.list({ instance })).find(({ name }) => name === stubborn.name);
    expect(killed).toMatchObject({ state: 'stopped', exitCode: 137, cause: { by: 'us' } });
    expect(killed?.reason).toContain('SIGKILL');
  });

  test('a kill at the memory limit is told with its numbers', async () => {
    const spec = await specOf(
      'sleep 0.5; exec python3 -c "x = bytearray(400 * 1024 * 1024); print(len(x))"',
    );
    const { id } = await spawner.start(spec);
    await engine.containers.wait(id, { timeoutMs: 20_000 });
    const status = (await spawner.list({ instance })).find(({ name }) => name === spec.name);
    expect(status).toMatchObject({ state: 'failed', outOfMemory: true });
    expect(status?.reason).toMatch(/64 MiB.*Raise "memory"/);
  });

  test('a container that ends within its start says its last words and is gone', async () => {
    const spec = await specOf('echo starting; echo "no such module: x" >&2; exit 3');
    await expect(spawner.start(spec)).rejects.toMatchObject({
      name: 'SpawnError',
      code: 'START_FAILED',
      exitCode: 3,
      lastLines: expect.arrayContaining(['starting', 'no such module: x']),
    });
    expect((await spawner.list({ instance })).map(({ name }) => name)).not.toContain(spec.name);
  });

  test('what the engine cannot give is said in numbers', async () => {
    const { cpus } = await engine.info();
    const greedy = await specOf('sleep 30', { cpu: cpus + 6 });
    await expect(spawner.start(greedy)).rejects.toMatchObject({
      code: 'INSUFFICIENT_CPU',
      message: expect.stringContaining(
        `asks for ${cpus + 6} CPUs; the engine's machine has ${cpus}`,
      ),
    });
    const missing = { ...greedy, cpu: 1, image: `${repository}:nope` };
    await expect(spawner.start(missing)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    const tiny = { ...greedy, cpu: 1, memoryMiB: 1 };
    await expect(spawner.start(tiny)).rejects.toMatchObject({ code: 'INVALID_SPEC' });
  });

  test('a leftover of ours is replaced, a foreign container is not touched', async () => {
    const spec = await specOf('sleep 30');
    const first = await spawner.start(spec);
    const second = await spawner.start({ ...spec, specHash: 'hash-2' });
    expect(second.id).not.toBe(first.id);
    expect((await engine.containers.inspect(spec.name)).labels[SPEC_HASH_LABEL]).toBe('hash-2');

    const name = `${spec.name}-foreign`;
    const foreign = await engine.containers.create({ name, image: spec.image, network: 'none' });
    try {
      await expect(spawner.start({ ...spec, name })).rejects.toMatchObject({
        name: 'SpawnError',
        code: 'CONFLICT',
      });
      await expect(spawner.stop(foreign)).rejects.toMatchObject({ code: 'NOT_OURS' });
      await expect(spawner.remove(foreign)).rejects.toMatchObject({ code: 'NOT_OURS' });
      expect((await engine.containers.inspect(foreign)).phase).toBe('created');
    } finally {
      await engine.containers.remove(foreign);
    }
  });

  test('an aborted start leaves no container', async () => {
    const spec = await specOf('sleep 30');
    const signal = AbortSignal.timeout(30);
    await expect(spawner.start(spec, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await spawner.list({ instance })).map(({ name }) => name)).not.toContain(spec.name);
  });

  test('containers of one app do not reach each other', async () => {
    const address = 'socket.gethostbyname(socket.gethostname())';
    const server = await specOf(
      `exec python3 -uc "import socket; s = socket.create_server(('', 8000)); print(${address}); s.accept()"`,
    );
    const { id } = await spawner.start(server);
    const [listening] = await firstLine(spawner.logs(id, { follow: true }));
    const probe = await specOf(
      `python3 -c "
import socket
try:
    socket.create_connection(('${listening?.text}', 8000), 1)
    print('reached')
except OSError:
    print('not reached')
"; sleep 30`,
    );
    const other = await spawner.start(probe);
    const [heard] = await firstLine(spawner.logs(other.id, { follow: true }));
    expect(heard?.text).toBe('not reached');
  });

  test('each app has its own network, and a sweep takes what nothing uses', async () => {
    const spec = await specOf('sleep 30');
    const owner = (app: string) => ({ instance, plugin: 'Swept', app, version: 1 });
    const one = await spawner.start({ ...spec, owner: owner('one') });
    const two = await spawner.start({ ...spec, name: `${spec.name}-2`, owner: owner('two') });
    const labels = toLabels({ instance, plugin: 'Swept' });
    const networks = await engine.networks.list({ labels });
    expect(networks).toHaveLength(2);
    for (const network of networks) expect(network.subnets[0]).toMatch(/^10\.214\.\d+\.\d+\/26$/);
    const volume = `${spec.name}-orphan`;
    await engine.volumes.create({ name: volume, labels });

    await spawner.stop(one.id, { graceMs: 0 });
    await spawner.sweep({ instance, plugin: 'Swept' });
    expect(await engine.networks.list({ labels })).toHaveLength(2);
    expect((await engine.volumes.list({ labels })).map((v) => v.name)).not.toContain(volume);

    await spawner.remove(one.id);
    await spawner.remove(two.id);
    await spawner.sweep({ instance, plugin: 'Swept' });
    expect(await engine.networks.list({ labels })).toEqual([]);
    expect(await engine.volumes.list({ labels })).toEqual([]);
  });
});
