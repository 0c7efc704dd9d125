import { expect, test } from 'vitest';
import { readyRoutingKey, taskName, WORKER_ENVIRONMENT } from '@celeriac/deployment';

test('a task is named as its header spells it', () => {
  expect(taskName('Demo', 'addAll')).toBe('Demo:addAll');
});

test('a worker says that it is ready under its own name', () => {
  expect(readyRoutingKey('celeriac-i1-demo.math-1-1')).toBe(
    'celeriac.ready.celeriac-i1-demo.math-1-1',
  );
});

test('what a worker is told from outside cannot be set by an app', () => {
  for (const name of Object.values(WORKER_ENVIRONMENT)) expect(name).toMatch(/^CELERIAC_[A-Z_]+$/);
});
