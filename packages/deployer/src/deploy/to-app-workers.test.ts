import { expect, test } from 'vitest';
import { toAppWorkers } from './to-app-workers.ts';

const app = (version: number, replicas: number) =>
  ({
    limits: {},
    replicas,
    template: { owner: { instance: 'i', plugin: 'P', app: 'a', version } },
    scaling: { onDemand: true, replicas: { min: 1, max: 4 }, warm: 0, concurrency: 8 },
  }) as never;

test('the broker is told of the processes of both versions, and of the new queues', () => {
  expect(toAppWorkers(app(2, 2), app(1, 1))).toEqual({
    controlQueues: ['celeriac.control.i.p.a.2-0', 'celeriac.control.i.p.a.2-1'],
    processes: 24,
  });
});

test('what sleeps has what its next call starts', () => {
  const controlQueues = ['celeriac.control.i.p.a.1-0'];
  expect(toAppWorkers(app(1, 0))).toEqual({ controlQueues, processes: 8 });
});
