import { expect, test } from 'vitest';
import type { ControllerEvent } from '../control/controller-event.ts';
import type { DeployEvent } from '../deploy/deploy-event.ts';
import { followLives } from './follow-lives.ts';
import type { LifeEvent } from './life-event.ts';

const container = 'c';
const times = { createMs: 1, startMs: 1, readyMs: 1 };

/** The states that a container comes to by these events, each with the one before it. */
function livesOf(events: readonly (ControllerEvent | DeployEvent)[]): readonly LifeEvent[] {
  const told: (ControllerEvent | DeployEvent)[] = [];
  const emit = followLives<ControllerEvent | DeployEvent>((event) => told.push(event));
  for (const event of events) emit(event);
  return told.filter((event) => event.kind === 'state');
}

test('a container that is started, lost from its queue, found and not needed', () => {
  const steps = livesOf([
    { kind: 'starting', container, reason: 'a call waits' },
    { kind: 'ready', container, durationMs: 1, times },
    // What it is already is not told again.
    { kind: 'back', container, durationMs: 1 },
    { kind: 'off-queue', container, reason: 'It is paused.' },
    { kind: 'back', container, durationMs: 1 },
    { kind: 'removed', container, reason: 'no call needs it', isIdle: true },
  ]);
  expect(steps.map(({ from, to }) => [from, to])).toEqual([
    [undefined, 'starting'],
    ['starting', 'ready'],
    ['ready', 'starting'],
    ['starting', 'ready'],
    ['ready', 'idle-stopped'],
  ]);
  expect(steps[2]?.reason).toBe('It is paused.');
});

test('one that ends by itself has its cause and its last lines', () => {
  const cause = { kind: 'exited', exitCode: 7 } as const;
  const [, , failed] = livesOf([
    { kind: 'starting', app: 'a', container },
    { kind: 'ready', app: 'a', container, durationMs: 1, times },
    { kind: 'problem', container, message: 'It ended.', cause, lastLines: ['FATAL'] },
  ]);
  expect(failed).toEqual({
    ...{ kind: 'state', container, from: 'ready', to: 'failed', reason: 'It ended.' },
    ...{ cause, lastLines: ['FATAL'] },
  });
});

test('a process that was killed changes nothing of its container', () => {
  expect(livesOf([{ kind: 'problem', container, message: 'A process was killed.' }])).toEqual([]);
});

test('one that does not come up, and one that finishes its calls', () => {
  const until = '2026-01-01T00:00:00Z';
  const steps = livesOf([
    { kind: 'starting', app: 'a', container },
    { kind: 'start-failed', app: 'a', container, error: new Error('No module.') },
    { kind: 'draining', app: 'a', version: 1, container: 'old', phase: 'calls', until },
    { kind: 'retired', app: 'a', container: 'old' },
  ]);
  expect(steps.map(({ container: of, to, reason }) => `${of} ${to}: ${reason}`)).toEqual([
    'c starting: it is deployed',
    'c failed: No module.',
    'old stopping: it finishes the calls that it has',
    'old stopped: its calls are finished',
  ]);
});
