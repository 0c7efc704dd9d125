import type { ContainerStatus, QueueStatus } from '@celeriac/deployment';
import { beforeEach, expect, test } from 'vitest';
import { type AbsenceRecord, createAbsenceRecord } from './absence-record.ts';

const owner = { instance: 'test00', plugin: 'Demo', app: 'calc', version: 1 };
const running = ['one', 'two'].map((name): ContainerStatus => ({
  ...{ id: name, name, owner, image: 'i:1', specHash: '', state: 'running', createdAt: '' },
}));
const on = (...consumers: readonly string[]): QueueStatus => ({
  ...{ ready: 0, unacknowledged: 0, consumers, consumerCount: consumers.length },
});

let absences: AbsenceRecord;
beforeEach(() => void (absences = createAbsenceRecord(10_000)));

/** Looks every second; resolves to who counts as absent after the last look. */
function look(queue: QueueStatus | undefined, from: number, until: number): readonly string[] {
  for (let second = from; second <= until; second++) absences.looked(running, queue, second * 1000);
  return running.flatMap(({ id }) => (absences.isAbsent(id, until * 1000) ? [id] : []));
}

test('a worker that every look misses for a while is absent, until it is seen', () => {
  expect(look(on('one'), 0, 9)).toEqual([]);
  expect(look(on('one'), 10, 10)).toEqual(['two']);
  expect(look(on('one', 'two'), 11, 11)).toEqual([]);
  expect(look(on('one'), 12, 21)).toEqual([]);
});

test('a queue without consumers, or none at all, misses everybody', () => {
  expect(look(on(), 0, 10)).toEqual(['one', 'two']);
  expect(look(undefined, 11, 11)).toEqual(['one', 'two']);
});

test('while a consumer is not known by name, nobody is missed', () => {
  expect(look({ ...on('one'), consumerCount: 2 }, 0, 20)).toEqual([]);
});

test('time in which nothing could be looked at does not count', () => {
  look(on(), 0, 9);
  expect(look(on(), 100, 105)).toEqual([]);
  absences.forget();
  expect(look(on(), 106, 115)).toEqual([]);
  expect(look(on(), 116, 116)).toEqual(['one', 'two']);
});
