import type { ContainerStatus, QueueStatus } from '@celeriac/deployment';

/** What is remembered of containers that run while their worker is not on its queue. */
export interface AbsenceRecord {
  /** The running containers of an app, and its queue, as one look found them. */
  looked(running: readonly ContainerStatus[], queue: QueueStatus | undefined, now?: number): void;
  /** Whether every look since a while has missed its worker. */
  isAbsent(id: string, now?: number): boolean;
  /** Nothing could be looked at: what was missed before tells nothing. */
  forget(): void;
}

/** Looks that are further apart say nothing of the time between them. */
const LONGEST_GAP_MS = 30_000;

/**
 * Makes an empty record; `afterMs` is how long a worker is missed until it counts as absent. Who
 * consumes is known seconds late, and a worker that lost its broker comes back by itself.
 */
export function createAbsenceRecord(afterMs: number): AbsenceRecord {
  const missed = new Map<string, { readonly since: number; readonly last: number }>();
  return {
    looked(running, queue, now = performance.now()) {
      const { consumers = [], consumerCount = 0 } = queue ?? {};
      // Where one that consumes is not known by name yet, nobody can tell which one is missing.
      const isKnown = consumers.length >= consumerCount;
      for (const { id, name } of running) {
        const before = missed.get(id);
        const since =
          before === undefined || now - before.last > LONGEST_GAP_MS ? now : before.since;
        if (!isKnown || consumers.includes(name)) missed.delete(id);
        else missed.set(id, { since, last: now });
      }
      for (const [id, { last }] of missed) if (now - last > LONGEST_GAP_MS) missed.delete(id);
    },
    isAbsent(id, now = performance.now()) {
      const entry = missed.get(id);
      return entry !== undefined && now - entry.since >= afterMs;
    },
    forget: () => missed.clear(),
  };
}
