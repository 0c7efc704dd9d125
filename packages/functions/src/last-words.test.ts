import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskFailure } from '@celeriac/broker';
import { createDesiredStore, openStateDirectory, type StateDirectory } from '@celeriac/state';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainLoss } from './explain-loss.ts';

let state: StateDirectory;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celeriac-loss-'));
  state = await openStateDirectory(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const at = '2026-01-01T00:00:10Z';
const problem = {
  ...{ at, container: 'w-1', message: 'w-1 ended with exit code 7.' },
  ...({ cause: { kind: 'exited', exitCode: 7 }, lastLines: ['FATAL: no licence', ''] } as const),
  remedy: 'Its last log lines say why.',
};
const lost = new TaskFailure(
  { code: 'WORKER_LOST', message: 'Demo:f may have started.', maybeExecuted: true },
  { id: 'c1', task: 'Demo:f' },
);

/** What a caller is told whose call began at that time. */
async function explain(beganAt: string, error: unknown = lost): Promise<unknown> {
  const { conditions } = createDesiredStore(state);
  const app = { app: 'calc', state: 'failing', since: at, problems: [problem] } as const;
  await conditions.write({ plugin: 'Demo', apps: [app] });
  return await explainLoss(error, {
    ...{ state, plugin: 'Demo', app: 'calc', worker: undefined, beganAt: Date.parse(beganAt) },
  });
}

test('a loss is told with how the worker ended and what it wrote last', async () => {
  expect(await explain('2026-01-01T00:00:00Z')).toMatchObject({
    code: 'WORKER_LOST',
    message:
      'Demo:f may have started. w-1 ended with exit code 7. Its last line: FATAL: no licence',
    remedy: 'Its last log lines say why.',
    maybeExecuted: true,
  });
});

test('what was before the call, and other errors, say nothing of it', async () => {
  expect(await explain('2026-01-01T00:01:00Z')).toBe(lost);
  const other = new Error('other');
  expect(await explain('2026-01-01T00:00:00Z', other)).toBe(other);
});
