import { expect, test } from 'vitest';
import { toAppWorkers } from './to-app-workers.ts';

const app = (version: number, replicas: number) =>
  ({
    functions: [],
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

test.each<
  readonly [string, readonly (string | undefined)[], number | undefined, number | undefined]
>([
  ['the longest of functions that have a limit', ['60', '7200', undefined], undefined, 7_200],
  ['no more than the app allows', ['60', '7200'], 3_600, 3_600],
  ['the limit of the app where a function has none', ['60', undefined], 3_600, 3_600],
  ['nothing where nothing is limited', [undefined], undefined, undefined],
])('the broker is told %s', (_, timeouts, hardSeconds, told) => {
  const functions = timeouts.map((timeout) => ({ meta: timeout === undefined ? {} : { timeout } }));
  const limits = hardSeconds === undefined ? {} : { hardSeconds };
  const limited = { ...(app(1, 1) as object), functions, limits } as never;
  expect(toAppWorkers(limited).hardSeconds).toBe(told);
});
