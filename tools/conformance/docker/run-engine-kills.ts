import assert from 'node:assert/strict';
import type { PrivateEngine } from '../../faults/index.ts';
import { watchBackend } from '../cases/watch.ts';
import { openDockerBackend } from './open-docker-backend.ts';

/** What a round of kills saw. */
export interface EngineKillReport {
  readonly kills: number;
  /** From the daemon's answer to the spawner's `resync`, longest, in milliseconds. */
  readonly longestResyncMs: number;
}

/**
 * Kills a private engine's daemon again and again under a spawner and its watch.
 *
 * With live-restore the containers must go on untouched; without, they must be told as ended with
 * their engine, and start again. Throws what does not hold.
 */
export async function runEngineKills(
  engine: PrivateEngine,
  options: { readonly kills: number; readonly liveRestore: boolean },
): Promise<EngineKillReport> {
  const { kills, liveRestore } = options;
  const baseImage = await engine.loadBaseImage();
  await using backend = await openDockerBackend({ dockerHost: engine.dockerHost, baseImage });
  const { spawner, instance, specOf } = backend;
  const specs = [specOf('sleep 3600'), specOf('sleep 3600')];
  let longestResyncMs = 0;
  for (let round = 0; round < kills; round += 1) {
    for (const spec of specs) {
      const found = (await spawner.list({ instance })).find(({ name }) => name === spec.name);
      if (found?.state !== 'running') await spawner.start(spec);
    }
    const before = await spawner.list({ instance });
    await using watch = await watchBackend(backend);
    await engine.kill();
    await watch.until('backend-lost');
    await assert.rejects(spawner.list({ instance }), {
      code: 'ENGINE_UNREACHABLE',
      retryable: true,
    });
    await engine.start({ liveRestore });
    const answered = performance.now();
    await watch.until('resync', undefined, 2);
    longestResyncMs = Math.max(longestResyncMs, performance.now() - answered);
    const after = await spawner.list({ instance });
    if (liveRestore) assert.deepEqual(after, before);
    else
      assert.deepEqual(
        after.map(({ name, state, cause }) => ({ name, state, cause })),
        before.map(({ name }) => ({ name, state: 'failed', cause: { kind: 'engine-lost' } })),
      );
    // The watch goes on: what happens now is told.
    const [one] = await Promise.all([spawner.start(specs[0]!)]);
    await watch.until('started', one.id);
  }
  return { kills, longestResyncMs: Math.round(longestResyncMs) };
}
