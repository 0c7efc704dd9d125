import { expect, test } from 'vitest';
import { judgeOverdue } from './judge-overdue.ts';

const createdAt = '2026-01-01T00:00:00.123456789Z';
const limits = { pendingMs: 120_000, readyMs: 120_000, stoppingMs: 60_000 };
const after = (seconds: number): number => Date.parse('2026-01-01T00:00:00Z') + seconds * 1000;
const stopping = { sinceMs: 1_000, graceMs: 10_000 };

test.each([
  ['created', { engineMs: after(100) }, undefined],
  ['created', { engineMs: after(121) }, { kind: 'stuck', state: 'pending', limitMs: 120_000 }],
  ['created', {}, undefined],
  ['running', { engineMs: after(1000) }, undefined],
  ['running', { stopping, nowMs: 70_000 }, undefined],
  ['running', { stopping, nowMs: 71_500 }, { kind: 'stuck', state: 'stopping', limitMs: 70_000 }],
  ['removing', { stopping, nowMs: 71_500 }, { kind: 'stuck', state: 'stopping', limitMs: 70_000 }],
  ['exited', { stopping, nowMs: 71_500 }, undefined],
] as const)('%s, %j', (phase, at, cause) => {
  const known = { limits, engineMs: undefined, stopping: undefined, nowMs: 0, ...at };
  expect(judgeOverdue({ phase, createdAt }, known)).toEqual(cause);
});
