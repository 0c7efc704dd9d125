import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BrokerError } from '../broker-error.ts';
import { TaskFailure } from '../task-failure.ts';
import { parseReply, toReplyError } from './task-reply.ts';

test('reads every kind of reply', () => {
  const failure = { code: 'TASK_FAILED', message: 'm' };
  for (const reply of [
    { kind: 'started', worker: 'w' },
    { kind: 'result', value: null },
    { kind: 'result', value: { a: [1] } },
    { kind: 'failure', failure },
  ])
    expect(parseReply(Buffer.from(JSON.stringify(reply)))).toEqual(reply);
});

test('null is no value of a function that yields and returns nothing', () => {
  const read = (reply: object): unknown =>
    parseReply(Buffer.from(JSON.stringify({ kind: 'result', ...reply })), {
      readValue: (json) => ({ json }),
    });
  expect(read({ value: null, partials: 0 })).toMatchObject({ value: null });
  expect(read({ value: 1, partials: 2 })).toMatchObject({ value: { json: 1 } });
  expect(read({ value: null })).toMatchObject({ value: { json: null } });
  expect(read({ value: null, partials: 'many' })).toBeUndefined();
});

test('never throws and takes nothing else for a reply', () => {
  for (const text of ['', 'null', '1', '{}', '{"kind":"result"}', '{"kind":"failure"}', '{"kind":'])
    expect(parseReply(Buffer.from(text))).toBeUndefined();
  expect(parseReply(Buffer.from('{"kind":"failure","failure":{"code":1}}'))).toBeUndefined();
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(parseReply(Buffer.from(text))).toBeUndefined();
    }),
  );
});

test('what tells of the transport is a BrokerError, all else a TaskFailure', () => {
  const call = { id: '1', task: 'D:f', queue: 'q', tellsStart: true, state: 'queued' } as const;
  const stopped = toReplyError({ code: 'APP_STOPPED', message: 'gone' }, call);
  expect(stopped).toBeInstanceOf(BrokerError);
  expect(stopped).toMatchObject({ code: 'APP_STOPPED', maybeExecuted: false });
  const expired = toReplyError({ code: 'EXPIRED', message: 'late' }, call);
  expect(expired).toMatchObject({ code: 'TIMED_OUT', phase: 'queued', maybeExecuted: false });
  const untold = toReplyError({ code: 'EXPIRED', message: 'late' }, { ...call, tellsStart: false });
  expect(untold).toMatchObject({ maybeExecuted: true });
  const lost = toReplyError({ code: 'WORKER_LOST', message: 'lost' }, call);
  expect(lost).toBeInstanceOf(TaskFailure);
  expect(lost).toMatchObject({ code: 'WORKER_LOST', maybeExecuted: true, callId: '1' });
  const contract = toReplyError({ code: 'CONTRACT_MISMATCH', message: 'other' }, call);
  expect(contract).toMatchObject({ retryable: true, maybeExecuted: false });
});
