import { WORKER_ENVIRONMENT } from '@celeriac/deployment';
import { expect, test } from 'vitest';
import { toAppWorkers } from './to-app-workers.ts';

const app = (...queues: string[]) =>
  ({
    limits: {},
    containers: queues.map((queue) => ({
      env: { [WORKER_ENVIRONMENT.controlQueue]: queue, [WORKER_ENVIRONMENT.concurrency]: '8' },
    })),
  }) as never;

test('the broker is told of the processes of both versions, and of the new queues', () => {
  expect(toAppWorkers(app('a', 'b'), app('c'))).toEqual({
    controlQueues: ['a', 'b'],
    processes: 24,
  });
  expect(toAppWorkers(app('a'))).toEqual({ controlQueues: ['a'], processes: 8 });
});
