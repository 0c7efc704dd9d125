import { expect, test } from 'vitest';
import type { BuildEvent } from '@celeriac/deployment';
import type { Terminal } from '../terminal.ts';
import { createDeployView } from './deploy-view.ts';
import type { LiveView } from './live/live-region.ts';

/** A build that pulls its base, sends a context, and runs two steps of which one is cached. */
const step = { kind: 'step', total: 3 } as const;
const pull = { direction: 'pull', image: 'python:3.13-slim' } as const;
const run = 'RUN --mount=type=cache,target=/c ["/bin/sh","-c","set -eu; exec uv pip install"]';
const events: readonly BuildEvent[] = [
  { kind: 'transfer', ...pull, layer: 'a', state: 'moving', bytes: 1e6, totalBytes: 4e6 },
  { kind: 'transfer', ...pull, layer: 'b', state: 'exists' },
  { kind: 'transferred', ...pull, bytes: 4e6, durationMs: 2_000 },
  { kind: 'context', bytes: 12_300_000 },
  { ...step, index: 1, layer: 'base', instruction: 'FROM python:3.13-slim' },
  { ...step, index: 2, layer: 'packages', instruction: 'COPY ["a b","/"]' },
  { kind: 'cached', index: 2 },
  { ...step, index: 3, layer: 'dependencies', instruction: run },
  { kind: 'output', text: 'Downloaded\u001B[31m numpy' },
  { kind: 'finished', index: 3, durationMs: 8_123 },
  { kind: 'built', image: 'x:1', imageId: 'i', durationMs: 9_000, steps: 2, cachedSteps: 1 },
];

function open(isLive: boolean) {
  const said: string[] = [];
  let live: LiveView | undefined;
  let nowMs = 0;
  const terminal: Terminal = {
    ...{ data: (text) => said.push(text), say: (text) => said.push(text), isLive },
    progress: () => expect.unreachable(),
    live: (view) => void (live = view),
    paint: (_style, text) => text,
  };
  const view = createDeployView(terminal, () => (nowMs += 1_000));
  const size = { columns: 80, rows: 24 };
  return {
    said,
    view,
    frame: (rows = size.rows) =>
      live?.({ ...size, rows }).map((line) => line.map(({ text }) => text).join('')),
  };
}

test('a person sees what is under way: bytes, steps with their seconds, what they write', () => {
  const { said, view, frame } = open(true);
  const push = (event: BuildEvent) => view.push({ kind: 'build', app: 'calc', event });
  for (const event of events.slice(0, 2)) push(event);
  expect(frame()).toEqual([
    '… calc: building its image  3.0 s',
    '  ↓ 1.0 of 4.0 MB, 1 of 2 layers  python:3.13-slim',
  ]);
  for (const event of events.slice(2, 4)) push(event);
  expect(frame()?.slice(1)).toEqual(['  ↑ context 12.3 MB']);
  for (const event of events.slice(4, 9)) push(event);
  const running = frame();
  expect(running).toEqual([
    expect.stringMatching(/^… calc: building its image {2}\d+\.0 s {2}1 done, 1 cached$/),
    expect.stringMatching(/^ {2}\[3\/3\] dependencies {2}\d\.0 s {2}RUN exec uv pip install$/),
    '  │ Downloaded\\x1b[31m numpy',
  ]);
  // Where there is no place for all, what runs is told rather than what it writes.
  expect(frame(3)).toHaveLength(2);
  for (const event of events.slice(9)) push(event);
  expect(frame()).toBeUndefined();
  expect(said).toEqual([
    '✓ calc: python:3.13-slim pulled in 2.00 s',
    '✓ calc: image built in 9.00 s (1 of 2 steps cached)',
  ]);
});

test('a log gets a line for each step that is done', () => {
  const { said, view } = open(false);
  view.push({ kind: 'locking', app: 'calc' });
  for (const event of events) view.push({ kind: 'build', app: 'calc', event });
  expect(said).toEqual([
    '✓ calc: python:3.13-slim pulled in 2.00 s',
    '  [2/3] packages cached',
    '  [3/3] dependencies 8.1 s',
    '✓ calc: image built in 9.00 s (1 of 2 steps cached)',
  ]);
});

test('what comes after a build, or its end by an error, takes the view away', () => {
  const { view, frame } = open(true);
  view.push({ kind: 'locking', app: 'calc' });
  expect(frame()).toHaveLength(1);
  view.push({ kind: 'switched', plugin: 'Demo' });
  expect(frame()).toBeUndefined();
  view.push({ kind: 'locking', app: 'calc' });
  view[Symbol.dispose]();
  expect(frame()).toBeUndefined();
});
