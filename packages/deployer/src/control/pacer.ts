import { setTimeout as sleep } from 'node:timers/promises';

/** When a loop goes round again. */
export interface Pacer {
  /** The next round comes at once, or as soon as this one is over. */
  hurry(): void;
  /** Resolves after so long, or where somebody is in a hurry, or at the end. */
  next(intervalMs: number): Promise<void>;
}

/** However much hurry there is, rounds are so far apart. */
const LEAST_MS = 50;

/** Makes a pacer that ends with the signal. */
export function createPacer(signal: AbortSignal): Pacer {
  let isHurried = false;
  let wake: (() => void) | undefined;
  return {
    hurry() {
      isHurried = true;
      wake?.();
    },
    async next(intervalMs) {
      await sleep(LEAST_MS, undefined, { signal }).catch(() => undefined);
      if (!isHurried && !signal.aborted) {
        const over = new AbortController();
        wake = () => over.abort();
        await sleep(Math.max(1, intervalMs - LEAST_MS), undefined, {
          signal: AbortSignal.any([signal, over.signal]),
        }).catch(() => undefined);
        wake = undefined;
      }
      isHurried = false;
    },
  };
}
