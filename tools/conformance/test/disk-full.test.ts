import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explainCause } from '@celeriac/deployment';
import { describe, expect, inject, test } from 'vitest';
import { startPrivateEngine } from '../../faults/index.ts';
import { isRoot } from '../../services/host/as-root.ts';
import { runCommand } from '../../services/host/run-command.ts';
import { watchBackend } from '../cases/watch.ts';
import { openDockerBackend } from '../docker/open-docker-backend.ts';

const { dockerHost, baseImage } = inject('services');
const DISK_MIB = 400;

describe.skipIf(!dockerHost || !baseImage || !isRoot())('an engine whose disk fills up', () => {
  test('its containers and starts tell that, with what is free', async () => {
    await using made = new AsyncDisposableStack();
    const dataRoot = await mkdtemp('/tmp/cel-disk-');
    made.defer(() => rm(dataRoot, { recursive: true, force: true }));
    const mount = ['mount', '-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=711`, 'tmpfs', dataRoot];
    await runCommand(mount);
    const engine = made.use(await startPrivateEngine({ dataRoot }));
    const own = { dockerHost: engine.dockerHost, baseImage: await engine.loadBaseImage() };
    const backend = made.use(await openDockerBackend(own));
    const { spawner } = backend;

    await using watch = await watchBackend(backend);
    // What it writes is in memory here, and counts as its own.
    const spec = backend.specOf('sleep 2; cat /dev/zero >/var/tmp/file || exit 3', {
      memoryMiB: 2 * DISK_MIB,
    });
    const { id } = await spawner.start(spec);
    const { cause } = await watch.until('ended', id);
    expect(cause).toEqual({ kind: 'disk-full', freeBytes: expect.any(Number) as number });
    const { freeBytes = Infinity } = cause.kind === 'disk-full' ? cause : {};
    expect(freeBytes).toBeLessThan(1 << 20);
    expect(explainCause(cause, spec)).toMatchObject({
      message: expect.stringContaining('no room left on disk, 0 MiB being free') as string,
      remedy: expect.stringContaining('"storage": 1 → 2') as string,
    });
    const [listed] = await spawner.list(spec.owner);
    expect(listed).toMatchObject({ id, state: 'failed', exitCode: 3, cause });

    // The few pages that a large file leaves are enough for what a container begins with.
    const rest = join(dataRoot, 'rest');
    const fill = 'mkdir "$1"; i=0; while echo x >"$1/$i"; do i=$((i + 1)); done';
    await runCommand(['sh', '-c', `exec 2>/dev/null; ${fill}; true`, 'fill', rest]);
    await expect(spawner.start(backend.specOf('sleep 60'))).rejects.toMatchObject({
      code: 'DISK_FULL',
      endCause: { kind: 'disk-full', freeBytes: expect.any(Number) as number },
      remedy: expect.stringContaining('docker system df') as string,
    });

    // What it took goes with it.
    await rm(rest, { recursive: true });
    await spawner.remove(id);
    const { state } = await spawner.start(spec);
    expect(state).toBe('running');
  });
});
