import type { QueueLook } from '../connection/queue-look.ts';
import { isQueued, type TaskCall } from './task-call.ts';

/** Looks now and then whether the queues of the calls that wait there still exist. */
export interface QueueWatch {
  /** A call was sent: looks from now on, until none is left. */
  arm(): void;
  close(): void;
}

const LOOK_MS = 2_000;

/**
 * Looks that have to find a queue gone, one after the other. Meanwhile workers tell the callers of
 * what they had taken from it and still run.
 */
const LOOKS = 3;

/** Makes one; `onGone` is told each call that the broker had and that no worker has said to run. */
export function createQueueWatch(over: {
  calls(): Iterable<TaskCall>;
  look(queue: string): Promise<QueueLook | undefined>;
  onGone(call: TaskCall): void;
}): QueueWatch {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const found = new Map<string, number>();

  const waiting = (): Map<string, TaskCall[]> => {
    const queues = new Map<string, TaskCall[]>();
    for (const call of over.calls()) {
      if (!isQueued(call) || !call.confirmed) continue;
      const calls = queues.get(call.request.queue);
      if (calls === undefined) queues.set(call.request.queue, [call]);
      else calls.push(call);
    }
    return queues;
  };
  const lookAt = async (queue: string, calls: readonly TaskCall[]): Promise<void> => {
    const look = await over.look(queue);
    if (look?.isGone === false) found.delete(queue);
    if (look?.isGone !== true) return;
    const times = (found.get(queue) ?? 0) + 1;
    found.set(queue, times);
    if (times < LOOKS) return;
    found.delete(queue);
    for (const call of calls) if (isQueued(call)) over.onGone(call);
  };
  const round = async (): Promise<void> => {
    await Promise.all([...waiting()].map(([queue, calls]) => lookAt(queue, calls)));
    timer = undefined;
    const [some] = over.calls();
    if (some !== undefined) arm();
    else found.clear();
  };
  const arm = (): void => {
    if (!closed) timer ??= setTimeout(() => void round(), LOOK_MS);
  };
  return {
    arm,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
