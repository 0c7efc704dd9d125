/** How often the workers of each queue have failed since they worked last. */
export interface FailureCount {
  /** A worker did not come up. */
  failed(queue: string, container: string): void;
  ready(queue: string, container: string, now?: number): void;
  /** A worker ended; one that had come up and did nothing for long has failed by that. */
  ended(queue: string, container: string, now?: number): void;
  /** A worker of the queue has finished a call. */
  worked(queue: string): void;
  isFailing(queue: string, now?: number): boolean;
  hasGivenUp(queue: string, now?: number): boolean;
  /** Forgets the containers that `keep` does not name. */
  retain(keep: ReadonlySet<string>): void;
}

/** Of one container's name; each try has a container of its own under it. */
interface Tries {
  /** Tries that failed before they were ready, one after the other. */
  starts: number;
  /** Tries that ended soon after they were ready, one after the other. */
  crashes: number;
  readyAt: number | undefined;
}

/** Starts that fail one after the other before the callers who wait are told. */
const MOST_STARTS = 2;
/** The same for workers that come up and end: one call that kills them is no more than that. */
const MOST_CRASHES = 3;
/** A worker that lives for so long works. */
const STEADY_MS = 60_000;

/** Makes a count of nothing; times are milliseconds of one monotonic clock. */
export function createFailureCount(): FailureCount {
  const queues = new Map<string, Map<string, Tries>>();
  const triesOf = (queue: string, container: string): Tries => {
    const ofQueue = queues.get(queue) ?? new Map<string, Tries>();
    queues.set(queue, ofQueue);
    const tries = ofQueue.get(container) ?? { starts: 0, crashes: 0, readyAt: undefined };
    ofQueue.set(container, tries);
    return tries;
  };
  const allOf = (queue: string, now: number): readonly Tries[] => {
    const all = [...(queues.get(queue)?.values() ?? [])];
    for (const tries of all)
      if (tries.readyAt !== undefined && now - tries.readyAt >= STEADY_MS) tries.crashes = 0;
    return all;
  };
  const hasTriedEnough = ({ starts, crashes }: Tries): boolean =>
    starts >= MOST_STARTS || starts + crashes >= MOST_CRASHES;
  return {
    failed(queue, container) {
      const tries = triesOf(queue, container);
      tries.readyAt = undefined;
      tries.starts += 1;
    },
    ready(queue, container, now = performance.now()) {
      Object.assign(triesOf(queue, container), { starts: 0, readyAt: now });
    },
    ended(queue, container, now = performance.now()) {
      const tries = triesOf(queue, container);
      if (tries.readyAt === undefined) return;
      tries.crashes = now - tries.readyAt < STEADY_MS ? tries.crashes + 1 : 0;
      tries.readyAt = undefined;
    },
    worked(queue) {
      for (const tries of queues.get(queue)?.values() ?? [])
        if (tries.readyAt !== undefined) Object.assign(tries, { crashes: 0, readyAt: -Infinity });
    },
    isFailing: (queue, now = performance.now()) =>
      allOf(queue, now).some(
        (tries) =>
          tries.starts > 0 ||
          hasTriedEnough(tries) ||
          (tries.crashes > 0 && tries.readyAt === undefined),
      ),
    hasGivenUp(queue, now = performance.now()) {
      const all = allOf(queue, now);
      const works = ({ readyAt, crashes }: Tries): boolean =>
        readyAt !== undefined && crashes === 0;
      return all.some(hasTriedEnough) && !all.some(works);
    },
    retain(keep) {
      for (const [queue, ofQueue] of queues) {
        for (const name of ofQueue.keys()) if (!keep.has(name)) ofQueue.delete(name);
        if (ofQueue.size === 0) queues.delete(queue);
      }
    },
  };
}
