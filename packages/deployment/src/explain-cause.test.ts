import { expect, test } from 'vitest';
import type { EndCause } from './end-cause.ts';
import { explainCause } from './explain-cause.ts';

const spec = { name: 'worker-1', storageGiB: 21 };

test.each<[EndCause, string, string | undefined]>([
  [
    { kind: 'out-of-memory', limitMiB: 512, peakMiB: 511 },
    'worker-1 was killed at its memory limit of 512 MiB, having used 511 MiB.',
    'Raise "memory" in container.json: 512 → 1024.',
  ],
  [{ kind: 'exited', exitCode: 0 }, 'worker-1 ended by itself (exit code 0).', undefined],
  [{ kind: 'exited', exitCode: 3 }, 'worker-1 ended with exit code 3.', 'last log lines'],
  [{ kind: 'signalled', signal: 11 }, 'by SIGSEGV', 'crashed'],
  [{ kind: 'signalled', signal: 9 }, 'by SIGKILL', 'dmesg'],
  [{ kind: 'signalled', signal: 40 }, 'by signal 40', 'crashed'],
  [
    { kind: 'stopped', by: 'somebody', signal: 15 },
    'stopped by somebody else (SIGTERM)',
    undefined,
  ],
  [{ kind: 'removed' }, 'removed by somebody else', 'celeriac down'],
  [{ kind: 'engine-lost' }, 'ended with its engine', 'live-restore'],
  [{ kind: 'image-gone', image: 'a:1' }, 'its image a:1 is not on the engine', 'Deploy'],
  [{ kind: 'disk-full', freeBytes: 5 << 20 }, '5 MiB being free; "storage"', '21 → 42'],
  [{ kind: 'disk-full', freeBytes: 9e9 }, '8583 MiB being free', '/tmp is in memory'],
  [{ kind: 'stuck', state: 'pending', limitMs: 120_000 }, 'not run within 120 s', 'engine hangs'],
  [{ kind: 'stuck', state: 'running', limitMs: 120_000 }, 'on its queue for 120 s', 'hangs'],
  [{ kind: 'stuck', state: 'stopping', limitMs: 70_000 }, 'not end within 70 s', 'a disk'],
  [{ kind: 'start-failed', message: 'no shell.' }, 'could not start: no shell.', 'deploy again'],
])('%j', (cause, message, remedy) => {
  const explained = explainCause(cause, spec);
  expect(explained.message).toContain(message);
  if (remedy === undefined) expect(explained.remedy).toBeUndefined();
  else expect(explained.remedy).toContain(remedy);
});

test('what is not known of the spec is not said', () => {
  expect(explainCause({ kind: 'disk-full' }, { name: 'w' }).message).toBe(
    'w had no room left on disk.',
  );
});
