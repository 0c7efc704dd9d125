import { randomUUID } from 'node:crypto';
import { CALL_EVENTS } from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import { fromLaterCorrelation, LONGEST_EXPIRY_MS, toLaterCorrelation } from './later-queue.ts';
import type { LaterReply, SentRequest, TaskCall } from './task-call.ts';
import { renderTaskBody } from './task-message.ts';
import { DEFAULT_CALL_TIMEOUT_MS, type CallOptions, type TaskRequest } from './task-request.ts';
import { traceCall } from './trace-call.ts';

/** The longest time that both a timer here and an expiration at the broker can hold. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Makes a call that waits to be sent. */
export function createTaskCall(
  request: TaskRequest,
  options: CallOptions,
  later?: LaterReply,
): TaskCall {
  const timeoutMs = options.timeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  promise.catch(() => undefined);
  const id = request.id ?? randomUUID();
  return {
    id,
    correlationId: later === undefined ? id : toLaterCorrelation({ ...request, id }),
    later,
    request: toSentRequest(request),
    trace: traceCall(request, { id, result: promise }),
    timeoutMs,
    deadline: performance.now() + timeoutMs,
    // Whoever takes an answer later is told no more than that, and what was yielded.
    wanted: later === undefined ? toMask(request, options) : 0,
    onStarted: options.onStarted,
    onStarting: options.onStarting,
    body: undefined,
    sent: 0,
    confirmed: false,
    state: 'waiting',
    worker: undefined,
    events: undefined,
    error: undefined,
    resolve,
    reject,
    result: promise,
    release: undefined,
  };
}

function toMask(request: TaskRequest, options: CallOptions): number {
  const started = options.onStarted === undefined ? 0 : CALL_EVENTS.started;
  return (request.events ?? []).reduce((mask, event) => mask | CALL_EVENTS[event], started);
}

function toSentRequest(request: TaskRequest): SentRequest {
  const { task, queue, contract, trustedUsers, readValue, idempotent } = request;
  const { softTimeLimitSeconds, hardTimeLimitSeconds, parts, wake } = request;
  return {
    task,
    queue,
    contract,
    trustedUsers,
    hasParts: parts !== undefined && parts.length > 0,
    ...(readValue !== undefined && { readValue }),
    ...(wake !== undefined && { wake }),
    ...(idempotent !== undefined && { idempotent }),
    ...(softTimeLimitSeconds !== undefined && { softTimeLimitSeconds }),
    ...(hardTimeLimitSeconds !== undefined && { hardTimeLimitSeconds }),
  };
}

/** Why the call cannot be answered later, where it cannot. */
export function refuseLater({ id, later, request }: TaskCall): BrokerError | undefined {
  const { task, queue, contract } = request;
  const facts = { callId: id, task, queue };
  const expiresMs = later?.expiresMs ?? 0;
  if (!(expiresMs > 0 && expiresMs <= LONGEST_EXPIRY_MS))
    return new BrokerError('INVALID_OPTION', `${task}: to expire after ${expiresMs} ms.`, {
      ...facts,
      remedy: `Give expiresMs more than 0 and at most ${LONGEST_EXPIRY_MS}, a week.`,
    });
  if (fromLaterCorrelation(toLaterCorrelation({ id, contract, task }))?.task === task)
    return undefined;
  return new BrokerError('INVALID_OPTION', `${task}: an answer for later cannot name this call.`, {
    ...facts,
    remedy: 'Give a call name, and an id and a contract that are not empty and hold no space.',
  });
}

/** Gives the call its body; the error why it cannot be sent, where there is one. */
export function renderCall(
  call: TaskCall,
  request: TaskRequest,
  maxMessageBytes: number,
): BrokerError | undefined {
  const { task, queue } = call.request;
  const facts = { callId: call.id, task, queue };
  if (!(call.timeoutMs > 0 && call.timeoutMs <= LONGEST_TIMEOUT_MS))
    return new BrokerError('INVALID_OPTION', `${task}: a time limit of ${call.timeoutMs} ms.`, {
      ...facts,
      remedy: `Give more than 0 and at most ${LONGEST_TIMEOUT_MS} milliseconds.`,
    });
  try {
    call.body = renderTaskBody(request);
  } catch (cause) {
    return new BrokerError('INVALID_OPTION', `${task}: the arguments cannot be written as JSON.`, {
      ...facts,
      cause,
      remedy: 'Encode the arguments by the signature of the function first.',
    });
  }
  if (call.body.length <= maxMessageBytes) return undefined;
  return new BrokerError(
    'TOO_LARGE',
    `${task}: the arguments take ${call.body.length} bytes, at most ${maxMessageBytes} are sent.`,
    {
      ...facts,
      remedy: 'Send less, or raise maxMessageBytes where the broker takes such messages.',
    },
  );
}
