/** Spaces out attempts per key: at once, then after 1 s, 2 s, 4 s … up to a minute. */
export interface Backoff {
  /** Whether the key may be tried now; counts the attempt if so. */
  attempt(key: string, now?: number): boolean;
  /** Whether the key was tried, and has to wait for its next attempt. */
  isWaiting(key: string, now?: number): boolean;
  /** Forgets one key: its next attempt is the first. */
  forget(key: string): void;
  /** Forgets the keys that `keep` does not name. */
  retain(keep: ReadonlySet<string>): void;
}

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A key that stayed untried for so long starts anew. */
const FORGIVEN_MS = 5 * LONGEST_MS;

/** Makes an empty backoff; times are milliseconds of one monotonic clock. */
export function createBackoff(): Backoff {
  const tried = new Map<string, { last: number; waitMs: number }>();
  return {
    attempt(key, now = performance.now()) {
      const entry = tried.get(key);
      if (entry === undefined || now - entry.last > FORGIVEN_MS) {
        tried.set(key, { last: now, waitMs: FIRST_MS });
        return true;
      }
      if (now - entry.last < entry.waitMs) return false;
      tried.set(key, { last: now, waitMs: Math.min(entry.waitMs * 2, LONGEST_MS) });
      return true;
    },
    isWaiting(key, now = performance.now()) {
      const entry = tried.get(key);
      return entry !== undefined && now - entry.last < entry.waitMs;
    },
    forget: (key) => void tried.delete(key),
    retain(keep) {
      for (const key of tried.keys()) if (!keep.has(key)) tried.delete(key);
    },
  };
}
