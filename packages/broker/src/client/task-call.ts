import { type CallEvents, createCallEvents } from './call-events.ts';
import type { CallState, CancelOptions, PendingCall, TaskRequest } from './task-request.ts';
import type { Timed } from './deadlines.ts';

/** All of a request but what is in its body: a call in flight holds no arguments. */
export interface SentRequest extends Omit<
  TaskRequest,
  'id' | 'kwargs' | 'parts' | 'blobs' | 'events'
> {
  readonly hasParts: boolean;
}

/** What of a call is for later. */
export interface LaterReply {
  readonly queue: string;
  /** How long the call may wait for a worker. */
  readonly expiresMs: number;
}

/** A call as the client keeps it; `PendingCall` is the caller's side of it. */
export interface TaskCall extends Timed {
  readonly id: string;
  /** Names the call to whoever answers; begins with its id. */
  readonly correlationId: string;
  readonly request: SentRequest;
  /** Where the answer goes, if not to this client's own queue: then the call ends when it is queued. */
  readonly later: LaterReply | undefined;
  /** Headers that tell the worker of the call's span, where somebody traces. */
  readonly trace: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  /** Bits of `CALL_EVENTS`. */
  readonly wanted: number;
  readonly onStarted: ((worker: string) => void) | undefined;
  readonly onStarting: (() => void) | undefined;
  /** What is sent; let go when it need not be sent again. */
  body: Buffer | undefined;
  /** How often it was written to the broker. */
  sent: number;
  /** Whether the broker is known to have it. */
  confirmed: boolean;
  state: CallState;
  worker: string | undefined;
  /** Made when first one comes or is asked for. */
  events: CallEvents | undefined;
  /** How the call ended, once it has. */
  error: Error | undefined;
  /** Settle the caller's promise; nothing after the first. */
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly result: Promise<unknown>;
  /** Undoes what the call's abort signal was given. */
  release: (() => void) | undefined;
}

/** The caller's side of a call. */
export function toPendingCall(
  call: TaskCall,
  cancel: (call: TaskCall, options: CancelOptions) => void,
): PendingCall {
  return {
    id: call.id,
    result: call.result,
    get state() {
      return call.state;
    },
    get worker() {
      return call.worker;
    },
    progress: () => eventsOf(call).progress,
    log: () => eventsOf(call).log,
    partials: () => eventsOf(call).partials,
    get dropped() {
      return call.events?.dropped ?? { progress: 0, log: 0 };
    },
    cancel: (options = {}) => cancel(call, options),
  };
}

/** Ends a call for its caller, with its value or its error. */
export function settle(call: TaskCall, error: Error | undefined, value?: unknown): void {
  call.state = 'done';
  call.error = error;
  call.body = undefined;
  call.release?.();
  call.events?.end(error);
  if (error === undefined) call.resolve(value);
  else call.reject(error);
}

/** The events of a call, ended where the call is. */
export function eventsOf(call: TaskCall): CallEvents {
  if (call.events !== undefined) return call.events;
  call.events = createCallEvents({ callId: call.id, task: call.request.task });
  if (call.state === 'done') call.events.end(call.error);
  return call.events;
}

/** Whether the broker has the call, and no worker is known to. */
export function isQueued({ state }: Pick<TaskCall, 'state'>): boolean {
  return state === 'queued' || state === 'starting';
}
