import { expect, test } from 'vitest';
import type { EngineContainer } from '@celeriac/engine';
import { type EndTraces, judgeEnd } from './judge-end.ts';

const ended: EngineContainer = {
  ...{ id: 'a1', name: 'n', image: 'i:1', imageId: 'sha256:1', labels: {}, phase: 'exited' },
  ...{ exitCode: 0, outOfMemory: false, error: '', memoryBytes: 512 * 2 ** 20 },
  createdAt: '2026-01-01T00:00:00Z',
  startedAt: '2026-01-01T00:00:00Z',
};
const nothing: EndTraces = {
  ...{ signals: [], ours: false, memoryRanOut: false, engineLost: false, lastLines: [] },
};
const full = 'OSError: [Errno 28] No space left on device';

test.each([
  [{ phase: 'running' }, {}, undefined],
  [{ phase: 'created' }, {}, undefined],
  [{}, {}, { kind: 'exited', exitCode: 0 }],
  [{ exitCode: 3 }, {}, { kind: 'exited', exitCode: 3 }],
  [{ exitCode: 139 }, {}, { kind: 'signalled', signal: 11 }],
  [{ exitCode: 137 }, {}, { kind: 'signalled', signal: 9 }],
  [{ exitCode: 137 }, { signals: [9] }, { kind: 'stopped', by: 'somebody', signal: 9 }],
  [{ exitCode: 0 }, { signals: [15] }, { kind: 'stopped', by: 'somebody', signal: 15 }],
  [{ exitCode: 137 }, { ours: true, signals: [15, 9] }, { kind: 'stopped', by: 'us', signal: 9 }],
  [{ exitCode: 137, outOfMemory: true }, {}, { kind: 'out-of-memory', limitMiB: 512 }],
  [{ exitCode: 1 }, { memoryRanOut: true }, { kind: 'out-of-memory', limitMiB: 512 }],
  // A process of it was killed once; what ended it is another matter.
  [{ exitCode: 1, outOfMemory: true }, {}, { kind: 'exited', exitCode: 1 }],
  [{ exitCode: 0 }, { memoryRanOut: true }, { kind: 'exited', exitCode: 0 }],
  [{ exitCode: 137 }, { engineLost: true }, { kind: 'engine-lost' }],
  [{ exitCode: 0 }, { engineLost: true, signals: [15] }, { kind: 'engine-lost' }],
  [{ exitCode: 255, error: 'unknown' }, {}, { kind: 'engine-lost' }],
  [
    { exitCode: 137, outOfMemory: true },
    { peakMiB: 511 },
    { kind: 'out-of-memory', limitMiB: 512, peakMiB: 511 },
  ],
  [{ exitCode: 1 }, { lastLines: [full] }, { kind: 'disk-full' }],
  [{ exitCode: 1 }, { lastLines: [full], freeBytes: 9e9 }, { kind: 'disk-full', freeBytes: 9e9 }],
  [{ exitCode: 1 }, { freeBytes: 4096 }, { kind: 'disk-full', freeBytes: 4096 }],
  [{ exitCode: 1 }, { freeBytes: 9e9 }, { kind: 'exited', exitCode: 1 }],
  [{ exitCode: 0 }, { lastLines: [full] }, { kind: 'exited', exitCode: 0 }],
  [{ phase: 'created', error: 'x' }, {}, { kind: 'start-failed', message: 'x' }],
  [{ phase: 'created', error: 'No such image: i' }, {}, { kind: 'image-gone', image: 'i:1' }],
] as const)('%j with %j', (change, traces, cause) => {
  expect(judgeEnd({ ...ended, ...change }, { ...nothing, ...traces })).toEqual(cause);
});
