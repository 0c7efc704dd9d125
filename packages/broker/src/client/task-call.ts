import type { CallState, PendingCall, TaskRequest } from './task-request.ts';
import type { Timed } from './deadlines.ts';

/** A call as the client keeps it; `PendingCall` is the caller's side of it. */
export interface TaskCall extends Timed {
  readonly id: string;
  readonly request: TaskRequest;
  readonly timeoutMs: number;
  readonly events: boolean;
  readonly onStarted: ((worker: string) => void) | undefined;
  /** What is sent; let go once it is. */
  body: Buffer | undefined;
  state: CallState;
  worker: string | undefined;
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
  cancel: (call: TaskCall, reason: unknown) => void,
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
    cancel: (reason) => cancel(call, reason),
  };
}
