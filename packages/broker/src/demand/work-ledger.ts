import type { WorkerReport } from '@celeriac/deployment';

/** Workers remembered at most. */
const MAX_WORKERS = 10_000;

/** Makes what says of each report whether its worker runs calls, or has had some since its last. */
export function createWorkLedger(): (report: WorkerReport) => boolean {
  const received = new Map<string, number>();
  return ({ worker, active, tasks }) => {
    const before = received.get(worker) ?? 0;
    const now = Object.values(tasks).reduce((sum, task) => sum + task.received, 0);
    received.delete(worker);
    received.set(worker, now);
    const [oldest] = received.keys();
    if (received.size > MAX_WORKERS && oldest !== undefined) received.delete(oldest);
    // A worker that was started anew counts from nothing.
    return active > 0 || (now !== before && now > 0);
  };
}
