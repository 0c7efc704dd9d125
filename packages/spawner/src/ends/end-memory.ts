import type { Stopping } from './judge-overdue.ts';

/** What a spawner did and saw itself, which the engine does not keep. */
export interface EndMemory {
  /** Notes that we are about to end or remove a container. */
  noteOurs(id: string): void;
  isOurs(id: string): boolean;
  /** Notes that we have begun to end or remove it, or (`undefined`) that this came to its end. */
  noteStopping(id: string, stopping: Stopping | undefined): void;
  stoppingOf(id: string): Stopping | undefined;
  /**
   * Notes that the engine told its end, or (`false`) its start: an engine that cannot write that down,
   * its disk being full, goes on listing it as one that runs.
   */
  noteEnded(id: string, hasEnded: boolean): void;
  hasEnded(id: string): boolean;
  /** Notes that a process of it was killed at its memory limit, which the engine forgets while it runs on. */
  noteMemoryRanOut(id: string, peakMiB: number | undefined): void;
  hasMemoryRunOut(id: string): boolean;
  /** The most that it had used by then, where that is known. */
  peakOf(id: string): number | undefined;
  /** Notes that the engine does not answer, or answers again, in Unix milliseconds. */
  noteLost(atMs: number): void;
  noteBack(atMs: number): void;
  /** Whether the engine was ending, away or coming back at that time. */
  wasAway(timeMs: number): boolean;
  /** What `find` found out of an end, which is asked for once per `key`. */
  once<T>(key: string, find: () => Promise<T>): Promise<T>;
}

/** How long before it is gone an engine may already be ending its containers. */
const ENDING_MS = 20_000;
const MOST_ABSENCES = 20;
const MOST_NOTED = 1000;

/** Makes an empty memory. */
export function createEndMemory(): EndMemory {
  const ours = new Set<string>();
  const stoppings = new Map<string, Stopping>();
  const ended = new Set<string>();
  const memoryRanOut = new Map<string, number | undefined>();
  const found = new Map<string, Promise<unknown>>();
  let lostMs: number | undefined;
  const absences: { readonly fromMs: number; readonly toMs: number }[] = [];
  return {
    noteOurs: (id) => note(ours, id),
    isOurs: (id) => ours.has(id),
    noteStopping(id, stopping) {
      if (stopping === undefined) return void stoppings.delete(id);
      stoppings.set(id, stoppings.get(id) ?? stopping);
      dropOldest(stoppings);
    },
    stoppingOf: (id) => stoppings.get(id),
    noteEnded(id, hasEnded) {
      if (hasEnded) note(ended, id);
      else ended.delete(id);
    },
    hasEnded: (id) => ended.has(id),
    noteMemoryRanOut(id, peakMiB) {
      memoryRanOut.set(id, peakMiB ?? memoryRanOut.get(id));
      dropOldest(memoryRanOut);
    },
    hasMemoryRunOut: (id) => memoryRanOut.has(id),
    peakOf: (id) => memoryRanOut.get(id),
    noteLost(atMs) {
      lostMs ??= atMs;
    },
    noteBack(atMs) {
      if (lostMs !== undefined) absences.push({ fromMs: lostMs, toMs: atMs });
      if (absences.length > MOST_ABSENCES) absences.shift();
      lostMs = undefined;
    },
    wasAway: (timeMs) =>
      [...absences, ...(lostMs === undefined ? [] : [{ fromMs: lostMs, toMs: Infinity }])].some(
        ({ fromMs, toMs }) => timeMs > fromMs - ENDING_MS && timeMs < toMs,
      ),
    once<T>(key: string, find: () => Promise<T>) {
      const known = found.get(key) as Promise<T> | undefined;
      if (known !== undefined) return known;
      const finding = find();
      found.set(key, finding);
      finding.catch(() => found.delete(key));
      dropOldest(found);
      return finding;
    },
  };
}

function note(noted: Set<string>, id: string): void {
  noted.add(id);
  dropOldest(noted);
}

/** Forgets what was noted first, where that is more than is worth keeping. */
function dropOldest(noted: Set<string> | Map<string, unknown>): void {
  const [oldest] = noted.keys();
  if (noted.size > MOST_NOTED && oldest !== undefined) noted.delete(oldest);
}
