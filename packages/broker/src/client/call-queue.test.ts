import { expect, test } from 'vitest';
import { createCallQueue } from './call-queue.ts';
import { createTaskCall } from './create-task-call.ts';

const request = { task: 'D:f', queue: 'q', contract: 'c', kwargs: {}, trustedUsers: [] };

test('gives calls in order, without those that ended, however many there are', () => {
  const queue = createCallQueue();
  const calls = Array.from({ length: 5_000 }, () => createTaskCall(request, {}));
  for (const call of calls) queue.push(call);
  const ended = calls.filter((_, index) => index % 3 === 0);
  for (const call of ended) {
    call.state = 'done';
    queue.forget();
  }
  expect(queue.size).toBe(calls.length - ended.length);
  const taken = [];
  for (let call = queue.shift(); call !== undefined; call = queue.shift()) taken.push(call);
  expect(taken).toEqual(calls.filter((call) => call.state === 'waiting'));
  expect(queue.size).toBe(0);
  const last = createTaskCall(request, {});
  queue.push(last);
  expect(queue.shift()).toBe(last);
});
