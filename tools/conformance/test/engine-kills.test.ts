import { describe, expect, inject, test } from 'vitest';
import { startPrivateEngine } from '../../faults/index.ts';
import { isRoot } from '../../services/host/as-root.ts';
import { openDockerBackend } from '../docker/open-docker-backend.ts';
import { runEngineKills } from '../docker/run-engine-kills.ts';
import { runMemoryKills } from '../run-memory-kills.ts';

const { dockerHost, baseImage } = inject('services');

describe.skipIf(!dockerHost || !baseImage || !isRoot())('what ends containers', () => {
  test('a daemon killed with and without live-restore', { timeout: 180_000 }, async () => {
    await using engine = await startPrivateEngine();
    for (const liveRestore of [true, false])
      expect(await runEngineKills(engine, { kills: 1, liveRestore })).toMatchObject({ kills: 1 });
  });

  test('kills at the memory limit among others', async () => {
    await using backend = await openDockerBackend({
      dockerHost: dockerHost!,
      baseImage: baseImage!,
    });
    const report = await runMemoryKills(backend, { kills: 5 });
    expect(report.wrong).toEqual([]);
    expect(report.labelled).toBe(report.kills);
  });
});
