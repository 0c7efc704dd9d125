import type { QueueStatus } from '@celeriac/deployment';
import type { Demand } from '../scale/decide-replicas.ts';

/** What is remembered of the use of task queues. */
export interface DemandRecord {
  /** Somebody called, or a worker worked. */
  used(queue: string, kind: 'called' | 'worked', now?: number): void;
  /** The queue as it was looked at. */
  looked(queue: string, status: QueueStatus | undefined, now?: number): void;
  of(queue: string, now?: number): Demand;
  /** What was announced is being dealt with. */
  answered(queue: string): void;
  /** Whether there was no such queue at the last look. */
  isGone(queue: string): boolean;
  /** Forgets the queues that `keep` does not name. */
  retain(keep: ReadonlySet<string>): void;
}

interface Entry {
  usedAt: number;
  isCalled: boolean;
  isGone: boolean;
  looks: readonly { readonly at: number; readonly calls: number }[];
}

const WINDOW_MS = 60_000;

/** Makes an empty record of the last minute, or so long: what is not known yet counts as used just now. */
export function createDemandRecord(windowMs = WINDOW_MS): DemandRecord {
  const entries = new Map<string, Entry>();
  const entryOf = (queue: string, now: number): Entry => {
    const known = entries.get(queue);
    if (known !== undefined) return known;
    const entry = { usedAt: now, isCalled: false, isGone: false, looks: [] };
    entries.set(queue, entry);
    return entry;
  };
  return {
    used(queue, kind, now = performance.now()) {
      const entry = entryOf(queue, now);
      entry.usedAt = now;
      if (kind === 'called') entry.isCalled = true;
    },
    looked(queue, status, now = performance.now()) {
      const entry = entryOf(queue, now);
      entry.isGone = status === undefined;
      const calls = (status?.ready ?? 0) + (status?.unacknowledged ?? 0);
      if (calls > 0) entry.usedAt = now;
      if ((status?.ready ?? 0) > 0) entry.isCalled = true;
      entry.looks = [...entry.looks.filter(({ at }) => now - at < windowMs), { at: now, calls }];
    },
    of(queue, now = performance.now()) {
      const { usedAt, isCalled, looks } = entryOf(queue, now);
      const all = looks.map(({ calls }) => calls);
      const [last = 0, before = 0] = all.toReversed();
      return {
        isCalled,
        backlog: Math.min(last, before),
        peak: Math.max(0, ...all),
        idleMs: now - usedAt,
      };
    },
    answered(queue) {
      const entry = entries.get(queue);
      if (entry !== undefined) entry.isCalled = false;
    },
    isGone: (queue) => entries.get(queue)?.isGone ?? false,
    retain(keep) {
      for (const queue of entries.keys()) if (!keep.has(queue)) entries.delete(queue);
    },
  };
}
