import { expect, test } from 'vitest';
import { countFailures, renderOutcome } from './render-outcome.ts';

const good = {
  tests: { passed: 12, failed: 0, skipped: [] },
  missing: [],
  failedChecks: [],
  mustNotSkip: false,
};
const deploys = { file: 'packages/cli/e2e/deploy.test.ts', name: 'deploys' };
const signs = { file: 'packages/a/src/a.test.ts', name: 'signs', note: 'needs a key' };

test('the closing line stands alone', () => {
  expect(renderOutcome(good)).toBe('Tests: 12 passed, 0 failed');
  expect(countFailures(good)).toBe(0);
});

test('what is skipped is named, with the reason', () => {
  const run = {
    ...good,
    tests: { passed: 12, failed: 1, skipped: [deploys, signs] },
    missing: ['docker: docker.io is not installed'],
  };
  expect(renderOutcome(run)).toBe(
    [
      'Skipped:',
      '  a service is missing: docker: docker.io is not installed',
      '    packages/cli/e2e/deploy.test.ts > deploys',
      '  needs a key',
      '    packages/a/src/a.test.ts > signs',
      'Tests: 12 passed, 1 failed, 2 skipped',
    ].join('\n'),
  );
});

test('where nothing may be skipped a skip is a failure', () => {
  const run = { ...good, tests: { ...good.tests, skipped: [deploys] }, mustNotSkip: true };
  expect(countFailures(run)).toBe(1);
  expect(renderOutcome(run).split('\n').at(-1)).toBe('Tests: 12 passed, 1 failed');
});

test('a failed check counts', () => {
  const run = { ...good, failedChecks: ['lint'] };
  expect(renderOutcome(run)).toBe('Failed besides tests: lint\nTests: 12 passed, 1 failed');
});
