import type { TaskCall } from './task-call.ts';

/** Calls that wait in this client to be sent, first in first out. */
export interface CallQueue {
  readonly size: number;
  push(call: TaskCall): void;
  /** The first that still waits, taken out; calls that ended meanwhile are passed over. */
  shift(): TaskCall | undefined;
  /** A call that was pushed has ended while it waited. */
  forget(): void;
}

/** Makes an empty queue whose `shift` costs the same however many wait. */
export function createCallQueue(): CallQueue {
  let calls: TaskCall[] = [];
  let head = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    push(call) {
      calls.push(call);
      size++;
    },
    shift() {
      while (head < calls.length) {
        const call = calls[head++]!;
        if (head > 1_024 && head * 2 > calls.length) {
          calls = calls.slice(head);
          head = 0;
        }
        if (call.state !== 'waiting') continue;
        size--;
        return call;
      }
      calls = [];
      head = 0;
      return undefined;
    },
    forget() {
      size--;
    },
  };
}
