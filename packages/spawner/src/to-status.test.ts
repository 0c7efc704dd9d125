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
  createdAt: '2026-01-01T00:00:00Z',
};

test.each([
  [{}, { kind: 'exited', exitCode: 0 }, 'stopped', 'ended by itself'],
  [{ exitCode: 3 }, { kind: 'exited', exitCode: 3 }, 'failed', 'exit code 3'],
  [{ exitCode: 137 }, { kind: 'stopped', by: 'us', signal: 9 }, 'stopped', 'Celeriac (SIGKILL)'],
  [{ exitCode: 137 }, { kind: 'out-of-memory', limitMiB: 512 }, 'failed', '512 → 1024'],
  [{ phase: 'created' }, { kind: 'start-failed', message: 'no shell' }, 'failed', 'no shell'],
  [{ phase: 'created' }, undefined, 'pending', undefined],
  [{ phase: 'removing' }, undefined, 'stopping', undefined],
  [{ phase: 'running' }, undefined, 'running', undefined],
  [{ phase: 'paused' }, undefined, 'running', 'does not run them'],
  [
    { phase: 'created' },
    { kind: 'stuck', state: 'pending', limitMs: 9_000 },
    'failed',
    'within 9 s',
  ],
  [{ phase: 'running', outOfMemory: true }, undefined, 'running', '512 → 1024'],
] as const)('%j with %j is %s', (change, cause, state, reason) => {
  const status = toStatus({ ...exited, ...change }, { cause });
  expect(status).toMatchObject({ owner, specHash: 'h', state });
  expect(status?.cause).toEqual(cause);
  if (reason === undefined) expect(status?.reason).toBeUndefined();
  else expect(status?.reason).toContain(reason);
});

test('one that was told to end is stopping until it has', () => {
  const running = { ...exited, phase: 'running' } as const;
  expect(toStatus(running, { isStopping: true })?.state).toBe('stopping');
  const cause = { kind: 'stopped', by: 'us' } as const;
  expect(toStatus(exited, { cause, isStopping: true })?.state).toBe('stopped');
});

test('a container that is not ours has no status', () => {
  expect(toStatus({ ...exited, labels: {} }, {})).toBeUndefined();
});
