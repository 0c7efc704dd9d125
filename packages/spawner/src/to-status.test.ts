import { expect, test } from 'vitest';
import { SPEC_HASH_LABEL, toLabels } from '@celeriac/deployment';
import type { EngineContainer } from '@celeriac/engine';
import { toStatus } from './to-status.ts';

const owner = { instance: 'i', plugin: 'Demo', app: 'main', version: 3 };
const exited: EngineContainer = {
  id: 'a1',
  name: 'celeriac-i-demo.main-3-1',
  image: 'celeriac/demo.main:1',
  imageId: 'sha256:1',
  labels: { ...toLabels(owner), [SPEC_HASH_LABEL]: 'h' },
  phase: 'exited',
  exitCode: 0,
  outOfMemory: false,
  error: '',
  memoryBytes: 512 * 1024 * 1024,
};

test.each([
  [{}, 'stopped', 'It ended (exit code 0).'],
  [{ exitCode: 143 }, 'stopped', 'It was told to stop (SIGTERM, exit code 143).'],
  [{ exitCode: 1 }, 'failed', 'It ended with exit code 1.'],
  [{ exitCode: 139 }, 'failed', 'It ended by signal 11 (exit code 139).'],
  [
    { exitCode: 137, outOfMemory: true },
    'failed',
    'It ended with exit code 137, and a process of it was killed at its memory limit of 512 MiB. Raise "memory" in container.json.',
  ],
  [
    { phase: 'created', error: 'no shell', exitCode: 127 },
    'failed',
    'It could not start: no shell',
  ],
  [{ phase: 'created' }, 'pending', undefined],
  [{ phase: 'removing' }, 'stopping', undefined],
  [{ phase: 'running' }, 'running', undefined],
  [
    { phase: 'running', outOfMemory: true },
    'running',
    'A process of it was killed at its memory limit of 512 MiB. Raise "memory" in container.json.',
  ],
] as const)('%j is %s', (change, state, reason) => {
  const status = toStatus({ ...exited, ...change });
  expect(status).toMatchObject({ owner, specHash: 'h', state });
  expect(status?.reason).toBe(reason);
});

test('a container that is not ours has no status', () => {
  expect(toStatus({ ...exited, labels: {} })).toBeUndefined();
});
