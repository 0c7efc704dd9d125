import type { SentReport } from '@celeriac/deployment';

/** Counts the calls that a client sends, for whoever keeps metrics. */
export interface SentTally {
  count(queue: string, task: string): void;
  /** What was counted since it was last taken; `undefined` where that is nothing. */
  take(): SentReport | undefined;
}

/** Makes an empty one. */
export function createSentTally(): SentTally {
  let queues = new Map<string, Map<string, number>>();
  return {
    count(queue, task) {
      const tasks = queues.get(queue) ?? new Map<string, number>();
      if (tasks.size === 0) queues.set(queue, tasks);
      tasks.set(task, (tasks.get(task) ?? 0) + 1);
    },
    take() {
      if (queues.size === 0) return undefined;
      const counted = [...queues].map(([queue, tasks]) => [queue, Object.fromEntries(tasks)]);
      queues = new Map();
      return { kind: 'sent', counts: Object.fromEntries(counted) as SentReport['counts'] };
    },
  };
}
