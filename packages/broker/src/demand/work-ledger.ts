import type { WorkerReport } from '@celeriac/deployment';

/** Workers remembered at most. */
const MAX_WORKERS = 10_000;

/** Makes what says of each report whether its worker runs calls, or has had some since its last. */
export function createWorkLedger(): (user: string, report: WorkerReport) => boolean {
  const received = new Map<string, number>();
  return (user, { worker, active, tasks }) => {
    const name = JSON.stringify([user, worker]);
    const before = received.get(name) ?? 0;
    const now = Object.values(tasks).reduce((sum, task) => sum + task.received, 0);
    received.delete(name);
    received.set(name, now);
    const [oldest] = received.keys();
    if (received.size > MAX_WORKERS && oldest !== undefined) received.delete(oldest);
    // A worker that was started anew counts from nothing.
    return active > 0 || (now !== before && now > 0);
  };
}
