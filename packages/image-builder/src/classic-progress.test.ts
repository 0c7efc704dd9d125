import { expect, test } from 'vitest';
import type { BuildPlan, BuildStep } from '@celeriac/deployment';
import { createClassicProgress } from './classic-progress.ts';

const steps: readonly BuildStep[] = [
  { layer: 'base', instruction: 'FROM base:1 AS tools' },
  { layer: 'dependencies', instruction: 'RUN ["pip", "install"]' },
  { layer: 'base', instruction: 'FROM base:1' },
  { layer: 'code', instruction: 'COPY ["code", "/app"]' },
];
const plan: BuildPlan = {
  image: 'x:1',
  dialect: 'classic',
  dockerfile: 'Dockerfile',
  files: [],
  steps,
  labels: {},
};

test('text becomes steps, output and what is left behind, however it is cut', () => {
  const text = [
    'Step 1/5 : FROM base:1 AS tools',
    ' ---> aaaaaaaaaaaa',
    'Step 2/5 : RUN ["pip", "install"]',
    ' ---> Running in cccccccccccc',
    'Collecting x',
    'Step 9/9 : FROM nowhere',
    '\u001b[91mwarning',
    '\u001b[0mRemoving intermediate container cccccccccccc',
    ' ---> bbbbbbbbbbbb',
    'Step 3/5 : FROM base:1',
    ' ---> aaaaaaaaaaaa',
    'Step 4/5 : COPY ["code", "/app"]',
    ' ---> Using cache',
    ' ---> dddddddddddd',
    'Step 5/5 : LABEL a=b',
    ' ---> Running in eeeeeeeeeeee',
    ' ---> ffffffffffff',
    'Successfully built ffffffffffff',
    'Successfully tagged x:1',
    '',
  ].join('\n');
  for (const size of [1, 7, 1000]) {
    const progress = createClassicProgress(plan);
    const events = [];
    for (let at = 0; at < text.length; at += size)
      events.push(...progress.push({ kind: 'text', text: text.slice(at, at + size) }));
    events.push(...progress.end());
    const step = (index: number) => ({
      kind: 'step',
      index,
      total: 4,
      layer: steps[index - 1]?.layer,
      instruction: steps[index - 1]?.instruction,
    });
    expect(events).toEqual([
      step(1),
      step(2),
      { kind: 'output', text: 'Collecting x' },
      { kind: 'output', text: 'Step 9/9 : FROM nowhere' },
      { kind: 'output', text: 'warning' },
      { kind: 'finished', index: 2, durationMs: expect.any(Number) },
      step(3),
      step(4),
      { kind: 'cached', index: 4 },
    ]);
    expect(progress.counts()).toEqual({ steps: 2, cachedSteps: 1 });
    expect(progress.leftovers()).toEqual({
      containers: ['cccccccccccc', 'eeeeeeeeeeee'],
      images: ['bbbbbbbbbbbb', 'ffffffffffff'],
      last: 'ffffffffffff',
    });
  }
});

test('the failed step is the last one that began', () => {
  const progress = createClassicProgress(plan);
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const text = ['Step 1/5 : FROM base:1 AS tools', 'Step 2/5 : RUN ["pip", "install"]', ...lines];
  progress.push({ kind: 'text', text: `${text.join('\n')}\n` });
  expect(progress.failure()).toEqual({ index: 2, lastLines: lines.slice(-40) });
});
