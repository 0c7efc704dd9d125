import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployEvent } from '@celeriac/deployer';
import type { ContainerEvent } from '@celeriac/deployment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasWorkerPython } from '../../../tools/faults/index.ts';
import { openInstance, type Instance } from './support/open-instance.ts';

const LOGIC = `
import os, subprocess, sys, time
time.sleep(0.06)  # as long as a library may take
#name: add
#input: int x
#input: int y
#output: int z
def add(x, y):
    print("adding", x, y)
    return x + y

#name: where
#output: object place
def where():
    return {name: os.environ.get(name) for name in ("HOME", "TMPDIR", "GREETING")}

#name: slow
#input: double seconds
#output: string version
def slow(seconds):
    time.sleep(seconds)
    return "first"

#name: leave
#output: int pid
def leave():
    """Leaves a process behind that is in no group and no session of the worker's."""
    return subprocess.Popen(["sleep", "600"], start_new_session=True).pid

#name: hoard
#input: int mib
#output: int bytes
def hoard(mib):
    """Too much for a moment only, were it not ended."""
    kept = b"x" * (mib << 20)
    time.sleep(600)
    return len(kept)

#name: parent
#output: int pid
def parent():
    return os.getppid()
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!(await hasWorkerPython()))('workers as processes', () => {
  let instance: Instance;
  let deployed: readonly DeployEvent[];
  beforeAll(async () => {
    instance = await openInstance({
      'python/calc/logic.py': LOGIC,
      'python/calc/container.json': '{"env":{"GREETING":"hello"},"memory":300}',
    });
    deployed = await instance.deploy();
  }, 240_000);
  afterAll(() => instance?.[Symbol.asyncDispose]());
  const call = (name: string, args: object): Promise<unknown> =>
    instance.functions.call(`tried:${name}`, args as never);

  async function only() {
    const [worker, ...others] = await instance.spawner.list(instance.owner);
    expect(others).toEqual([]);
    return worker!;
  }

  test('a deploy over them runs the same main, and calls are answered', async () => {
    expect(await call('add', { x: 1, y: 2 })).toBe(3);
    expect(await only()).toMatchObject({ state: 'running', owner: { app: 'calc', version: 1 } });
  });

  test('a deploy tells where the time of a start went, imports by the worker’s own word', () => {
    const ready = deployed.find((event) => event.kind === 'ready');
    const { createMs = 0, startMs = 0, imports, readyMs = 0 } = ready?.times ?? {};
    expect(imports?.ms).toBeGreaterThanOrEqual(60);
    expect(imports?.ms).toBeLessThan(ready?.durationMs ?? 0);
    const sum = createMs + startMs + (imports?.ms ?? 0) + readyMs;
    expect(sum).toBeCloseTo(ready?.durationMs ?? 0, 0);
  });

  test('a worker has the environment of its container.json, and folders of its own', async () => {
    const place = (await call('where', {})) as Record<string, string>;
    expect(place).toMatchObject({ GREETING: 'hello' });
    expect(place['HOME']).toContain(instance.folders.directory);
    expect(place['TMPDIR']).toContain(instance.folders.directory);
  });

  test('what it writes is kept, and followed until it ends', async () => {
    const { id } = await only();
    const signal = AbortSignal.timeout(20_000);
    const found = async (follow: boolean, text: string): Promise<void> => {
      for await (const line of instance.spawner.logs(id, { follow, signal }))
        if (line.text === text) return expect(line).toMatchObject({ stream: 'stdout' });
      throw new Error(`"${text}" was not written`);
    };
    const followed = found(true, 'adding 7 8');
    await call('add', { x: 7, y: 8 });
    await followed;
    await found(false, 'adding 7 8');
  });

  test('an edit takes its place in a fork, while what runs ends on the old code', async () => {
    const slow = call('slow', { seconds: 2 });
    const before = await only();
    await sleep(300);
    await instance.write({
      'python/calc/logic.py': LOGIC.replace('x + y', 'x + y + 100').replace('first', 'second'),
    });
    const deployed = instance.deploy();
    await expect.poll(() => call('add', { x: 1, y: 2 }), { timeout: 20_000 }).toBe(103);
    expect(await slow).toBe('first');
    await deployed;
    expect((await only()).id).not.toBe(before.id);
    expect(await call('slow', { seconds: 0 })).toBe('second');
  });

  test('a call that takes more memory than the app has is ended, and told by how much and what to do', async () => {
    const { id } = await only();
    await expect(call('hoard', { mib: 700 })).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: expect.stringMatching(/memory of 300 MiB was used up \(\d+ MiB.*300 → 600/),
    });
    expect(await only()).toMatchObject({ id, state: 'running', outOfMemory: true });
    expect(await call('add', { x: 1, y: 2 })).toBe(103);
  });

  test('a worker that is killed is told as such, with all that it had started', async () => {
    const { id } = await only();
    const left = (await call('leave', {})) as number;
    const events: ContainerEvent[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      for await (const event of instance.spawner.events(instance.owner, { signal: stop.signal }))
        events.push(event);
    })();
    process.kill((await call('parent', {})) as number, 'SIGKILL');
    await expect
      .poll(async () => (await only()).cause, { timeout: 20_000 })
      .toEqual({ kind: 'signalled', signal: 9 });
    expect(await only()).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('SIGKILL'),
    });
    await expect.poll(() => isAlive(left), { timeout: 5000 }).toBe(false);
    await instance.spawner.remove(id);
    stop.abort();
    await watching;
    expect(events.map(({ kind }) => kind)).toEqual(['resync', 'ended', 'removed']);
    expect(await instance.spawner.list(instance.owner)).toEqual([]);
  });
});
