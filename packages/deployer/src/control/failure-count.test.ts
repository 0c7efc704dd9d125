import { beforeEach, expect, test } from 'vitest';
import { createFailureCount, type FailureCount } from './failure-count.ts';

let count: FailureCount;
beforeEach(() => void (count = createFailureCount()));

/** A worker is ready at that time, and ends after so many seconds. */
function live(seconds: number, { at = 0, name = 'one' } = {}): void {
  count.ready('q', name, at);
  count.ended('q', name, at + seconds * 1000);
}

const stand = (now = 0): readonly boolean[] => [
  count.isFailing('q', now),
  count.hasGivenUp('q', now),
];

test('a start that fails is a failure, two are given up, and one that comes up ends that', () => {
  count.failed('q', 'one');
  expect(stand()).toEqual([true, false]);
  count.failed('q', 'one');
  expect(stand()).toEqual([true, true]);
  count.ready('q', 'one', 0);
  expect(stand()).toEqual([false, false]);
});

test('workers that end soon after they came up are failures, whether one is up just now or not', () => {
  live(2);
  expect(stand()).toEqual([true, false]);
  count.ready('q', 'one', 3000);
  expect(stand(3001)).toEqual([false, false]);
  count.ended('q', 'one', 4000);
  live(2, { at: 5000 });
  expect(stand()).toEqual([true, true]);
  count.ready('q', 'one', 10_000);
  expect(stand(10_001)).toEqual([true, true]);
  expect(stand(70_001)).toEqual([false, false]);
});

test('a worker that lived for a minute, or finished a call, has not failed', () => {
  for (let turn = 0; turn < 5; turn++) live(61, { at: turn * 100_000 });
  expect(stand()).toEqual([false, false]);
  for (let turn = 0; turn < 5; turn++) {
    count.ready('q', 'one', turn);
    count.worked('q');
    count.ended('q', 'one', turn + 1);
  }
  expect(stand()).toEqual([false, false]);
});

test('the same end counts once, and one that was not seen to come up not at all', () => {
  for (let turn = 0; turn < 5; turn++) count.ended('q', 'one', turn);
  live(1);
  count.ended('q', 'one', 1001);
  expect(stand()).toEqual([true, false]);
});

test('while another worker works, callers are kept waiting', () => {
  count.ready('q', 'two', 0);
  for (let turn = 0; turn < 3; turn++) live(1);
  expect(stand(2000)).toEqual([true, false]);
  count.ended('q', 'two', 3000);
  expect(stand(3000)).toEqual([true, true]);
});

test('a container that is not wanted any more is forgotten', () => {
  for (let turn = 0; turn < 3; turn++) live(1);
  count.retain(new Set(['other']));
  expect(stand()).toEqual([false, false]);
});
