import { expect, test } from 'vitest';
import { createExposition } from './exposition.ts';

test('a page is families with help and type, labels escaped, buckets cumulative', () => {
  const { add, histogram, render } = createExposition();
  add({ name: 'task_started_total', help: 'Started.' }, { name: 'a"\\b\n' }, 3);
  add({ name: 'worker_up', help: 'Up.' }, { hostname: 'w' }, 1);
  add({ name: 'task_started_total', help: 'Started.' }, { name: 'c' }, 0);
  histogram(
    { name: 'task_runtime', help: 'Run.' },
    { name: 'a' },
    { bounds: [0.1, 1], counts: [2, 1, 4], sum: 9.5 },
  );
  expect(render()).toBe(
    [
      '# HELP celery_task_started_total Started.',
      '# TYPE celery_task_started_total counter',
      'celery_task_started_total{name="a\\"\\\\b\\n"} 3',
      'celery_task_started_total{name="c"} 0',
      '# HELP celery_worker_up Up.',
      '# TYPE celery_worker_up gauge',
      'celery_worker_up{hostname="w"} 1',
      '# HELP celery_task_runtime Run.',
      '# TYPE celery_task_runtime histogram',
      'celery_task_runtime_bucket{name="a",le="0.1"} 2',
      'celery_task_runtime_bucket{name="a",le="1"} 3',
      'celery_task_runtime_bucket{name="a",le="+Inf"} 7',
      'celery_task_runtime_sum{name="a"} 9.5',
      'celery_task_runtime_count{name="a"} 7',
      '',
    ].join('\n'),
  );
});
