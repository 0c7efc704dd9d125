import assert from 'node:assert/strict';
import { type EndCause, explainCause } from '@celeriac/deployment';
import type { Backend, ConformanceCase } from '../backend.ts';
import { TAKE_MEMORY } from './take-memory.ts';
import { watchBackend } from './watch.ts';

/** What a cause tells only where its backend knows it. */
const UNTOLD = { peakMiB: undefined, freeBytes: undefined };

function checkNumbers({ can }: Backend, cause: EndCause): void {
  if (cause.kind === 'out-of-memory') checkPeak(cause.peakMiB);
  if (cause.kind !== 'disk-full' || !can.numbers) return;
  assert.ok(cause.freeBytes !== undefined && cause.freeBytes >= 0);
}

/** Of a container of 64 MiB that wanted more. */
function checkPeak(peakMiB: number | undefined): void {
  if (peakMiB !== undefined) assert.ok(peakMiB > 16 && peakMiB <= 64, `a peak of ${peakMiB} MiB`);
}

/** Starts a container that ends, and checks what is told of why, by the events and by the list. */
async function endsBy(
  backend: Backend,
  script: string,
  then: { readonly cause: EndCause; readonly after?: (id: string) => Promise<void> },
): Promise<void> {
  const expected = then.cause;
  const { spawner, instance } = backend;
  await using watch = await watchBackend(backend);
  let id: string;
  try {
    ({ id } = await spawner.start(backend.specOf(script)));
  } catch (error) {
    // On a busy machine it may end before its start is over, which then tells the same.
    const { code, endCause } = error as { readonly code?: string; readonly endCause?: EndCause };
    if (code !== 'START_FAILED' || endCause === undefined) throw error;
    assert.deepEqual({ ...endCause, ...UNTOLD }, { ...expected, ...UNTOLD });
    return;
  }
  await then.after?.(id);
  const { cause } = await watch.until('ended', id);
  checkNumbers(backend, cause);
  assert.deepEqual({ ...cause, ...UNTOLD }, { ...expected, ...UNTOLD });
  const listed = (await spawner.list({ instance })).find((status) => status.id === id);
  if (listed !== undefined) assert.deepEqual(listed.cause, cause);
  await spawner.remove(id);
}

/** Why a container ended, each told from the others. */
export const causeCases: readonly ConformanceCase[] = [
  {
    name: 'an end of its own: exit codes and crashes, with the last lines',
    async run(backend) {
      await Promise.all([
        endsBy(backend, 'sleep 2; exit 0', { cause: { kind: 'exited', exitCode: 0 } }),
        endsBy(backend, 'sleep 2; exit 7', { cause: { kind: 'exited', exitCode: 7 } }),
        endsBy(backend, 'sleep 2; kill -SEGV $$', { cause: { kind: 'signalled', signal: 11 } }),
        endsBy(backend, 'sleep 2; kill -KILL $$', { cause: { kind: 'signalled', signal: 9 } }),
      ]);
      await using watch = await watchBackend(backend);
      const { id } = await backend.spawner.start(
        backend.specOf('sleep 2; seq 30; sleep 1; echo "the reason" >&2; exit 1'),
      );
      const { lastLines } = await watch.until('ended', id);
      assert.equal(lastLines.length, 20);
      assert.ok(lastLines.includes('the reason'));
      await backend.spawner.remove(id);
    },
  },
  {
    name: 'an end by somebody: killed, stopped and removed behind our back',
    needs: 'somebody',
    async run(backend) {
      const { kill, stop, remove } = backend.bySomebody;
      const wait = 'trap "exit 0" TERM; while :; do sleep 0.1; done';
      await Promise.all([
        endsBy(backend, wait, {
          cause: { kind: 'stopped', by: 'somebody', signal: 9 },
          after: kill,
        }),
        endsBy(backend, wait, {
          cause: { kind: 'stopped', by: 'somebody', signal: 15 },
          after: stop,
        }),
      ]);
      await using watch = await watchBackend(backend);
      const { id } = await backend.spawner.start(backend.specOf('sleep 60'));
      await remove(id);
      assert.equal((await watch.until('removed', id)).by, 'somebody');
      const { cause } = await watch.until('ended', id);
      assert.ok(cause.kind === 'removed' || (cause.kind === 'stopped' && cause.by === 'somebody'));
      await backend.spawner.remove(id);
    },
  },
  {
    name: 'memory: the whole container, and a child that its parent survives, with the change to make',
    needs: 'memoryKills',
    async run(backend) {
      const { spawner, instance } = backend;
      await endsBy(backend, `sleep 2; exec ${TAKE_MEMORY}`, {
        cause: { kind: 'out-of-memory', limitMiB: 64 },
      });
      await using watch = await watchBackend(backend);
      const { id } = await spawner.start(backend.specOf(`sleep 2; ${TAKE_MEMORY}; sleep 60`));
      const { limitMiB, peakMiB } = await watch.until('out-of-memory', id);
      assert.equal(limitMiB, 64);
      checkPeak(peakMiB);
      // Its control group is there as long as it runs.
      if (backend.can.numbers) assert.notEqual(peakMiB, undefined);
      const status = (await spawner.list({ instance })).find((one) => one.id === id);
      assert.equal(status?.state, 'running');
      assert.match(status?.reason ?? '', /64 MiB.*64 → 128/);
      const explained = explainCause({ kind: 'out-of-memory', limitMiB: 64 }, { name: 'x' });
      assert.match(explained.remedy ?? '', /"memory".*64 → 128/);
      await spawner.remove(id);
    },
  },
  {
    name: 'no image: refused with the cause',
    needs: 'images',
    async run({ spawner, specOf }) {
      const image = 'celeriac-test/none:gone';
      await assert.rejects(spawner.start(specOf('true', { image })), {
        code: 'IMAGE_NOT_FOUND',
        endCause: { kind: 'image-gone', image },
      });
    },
  },
  {
    name: 'no room on disk: told as that',
    async run(backend) {
      const full = `sleep 2; echo "OSError: [Errno 28] No space left on device" >&2; exit 1`;
      await endsBy(backend, full, { cause: { kind: 'disk-full' } });
    },
  },
];
