import { expect, test } from 'vitest';
import { type BuildPlan, toLabels } from '@celeriac/deployment';
import { labelStages } from './label-stages.ts';

const steps = ['FROM base:1 AS tools', 'RUN ["x"]', 'FROM base:1', 'COPY ["a","b"]'];
const plan: BuildPlan = {
  image: 'x:1',
  dialect: 'classic',
  dockerfile: 'Dockerfile',
  files: [
    { kind: 'text', path: 'Dockerfile', text: `${steps.join('\n')}\n` },
    { kind: 'text', path: 'app/Dockerfile', text: 'FROM base:1\n' },
  ],
  steps: steps.map((instruction) => ({ layer: 'code', instruction })),
  labels: { ...toLabels({ plugin: 'A "$b" \\', app: 'x\nRUN evil' }), other: 'y' },
};

test('each stage of a classic build says whose it is, and nothing else changes', () => {
  const label =
    'LABEL "app.kubernetes.io/managed-by"="celeriac" "app.kubernetes.io/part-of"="A \\"\\$b\\" \\\\"';
  const text = [steps[0], label, steps[1], steps[2], label, steps[3], ''].join('\n');
  expect(labelStages(plan)).toEqual([{ ...plan.files[0], text }, plan.files[1]]);
  expect(labelStages({ ...plan, dialect: 'buildkit' })).toBe(plan.files);
});
