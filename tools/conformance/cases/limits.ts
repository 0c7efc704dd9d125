import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ContainerStatus, type EndCause, explainCause } from '@celeriac/deployment';
import type { Backend, ConformanceCase, StallableSpawner } from '../backend.ts';

const LIMIT_MS = 2_000;
const WAIT_MS = 60_000;

/** Lists a container, by its name, until it is as expected. */
async function listUntil(
  { spawner, instance }: Pick<Backend, 'spawner' | 'instance'>,
  name: string,
  isSo: (status: ContainerStatus | undefined) => boolean,
): Promise<ContainerStatus | undefined> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    const found = (await spawner.list({ instance })).find((status) => status.name === name);
    if (isSo(found)) return found;
    if (performance.now() > deadline) throw new Error(`${name} is still ${JSON.stringify(found)}`);
    await sleep(100);
  }
}

/** What a call says that its backend does not answer. */
async function assertStuck(call: Promise<unknown>, cause: EndCause): Promise<void> {
  const began = performance.now();
  await assert.rejects(call, (error: unknown) => {
    const { code, retryable, endCause, message, remedy } = error as Record<string, unknown>;
    const told = { code, retryable, endCause };
    assert.deepEqual(told, { code: 'TIMEOUT', retryable: true, endCause: cause });
    assert.match(String(message), / within \d+ s of being /);
    assert.ok(remedy);
    return true;
  });
  assert.ok(performance.now() - began < WAIT_MS);
}

/** How long a container may be in each state that it should leave, and what is told when it is longer. */
export const limitCases: readonly ConformanceCase[] = [
  {
    name: 'pending: a start that comes to nothing is told within its limit, and leaves no container',
    async run(backend) {
      const limits = { pendingMs: LIMIT_MS };
      await using stalled: StallableSpawner = await backend.openStallable(limits);
      const spec = backend.specOf('sleep 60');
      const cause = { kind: 'stuck', state: 'pending', limitMs: LIMIT_MS } as const;
      stalled.stall();
      await assertStuck(stalled.spawner.start(spec), cause);
      stalled.resume();
      await listUntil(backend, spec.name, (status) => status === undefined);
    },
  },
  {
    name: 'pending: a container that somebody left half made counts as failed, and is replaced',
    async run(backend) {
      await using limited = await backend.openStallable({ pendingMs: LIMIT_MS });
      const spec = backend.specOf('sleep 60');
      const id = await backend.bySomebody.leavePending(spec);
      const early = (await backend.spawner.list(spec.owner)).find((status) => status.id === id);
      assert.equal(early?.state, 'pending');
      const { spawner } = limited;
      const at = { spawner, instance: backend.instance };
      const late = await listUntil(at, spec.name, (status) => status?.state !== 'pending');
      const cause = { kind: 'stuck', state: 'pending', limitMs: LIMIT_MS } as const;
      assert.deepEqual([late?.state, late?.cause], ['failed', cause]);
      assert.ok(late?.reason?.startsWith(explainCause(cause, spec).message));
      const { id: started, state } = await backend.spawner.start(spec);
      assert.equal(state, 'running');
      await backend.spawner.remove(started);
    },
  },
  {
    name: 'stopping: one that ignores its stop is killed after the grace, and says so meanwhile',
    async run(backend) {
      const { spawner } = backend;
      const spec = backend.specOf('trap "" TERM; echo up; while :; do sleep 0.1; done', {
        stopGraceMs: 3_000,
      });
      const { id } = await spawner.start(spec);
      for await (const { text } of spawner.logs(id, { follow: true })) if (text === 'up') break;
      const stopping = spawner.stop(id);
      stopping.catch(() => undefined);
      await listUntil(backend, spec.name, (status) => status?.state === 'stopping');
      await stopping;
      const ended = await listUntil(backend, spec.name, () => true);
      assert.equal(ended?.state, 'stopped');
      assert.deepEqual(ended?.cause, { kind: 'stopped', by: 'us', signal: 9 });
      await spawner.remove(id);
    },
  },
  {
    name: 'stopping: a removal that its backend does not answer is told within its limit, and works when it does',
    async run(backend) {
      await using stallable = await backend.openStallable({ stoppingMs: LIMIT_MS });
      const { spawner } = stallable;
      const spec = backend.specOf('sleep 60', { stopGraceMs: 1_000 });
      const { id } = await backend.spawner.start(spec);
      const cause = { kind: 'stuck', state: 'stopping', limitMs: LIMIT_MS } as const;
      stallable.stall();
      await assertStuck(spawner.remove(id), cause);
      stallable.resume();
      await spawner.remove(id);
      await listUntil(backend, spec.name, (status) => status === undefined);
    },
  },
];
