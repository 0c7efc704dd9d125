/** One piece of work at a time for each key. */
export interface Turns {
  /** Does the work for the key; where it is at work already, it does so once more where `again`. */
  take(key: string, options?: { readonly again?: boolean }): void;
  /** Resolves when nothing is at work. */
  settled(): Promise<void>;
}

/** Makes turns of `work`, which must not reject. */
export function createTurns(work: (key: string, isUrgent: boolean) => Promise<void>): Turns {
  const running = new Map<string, Promise<void>>();
  const wanted = new Set<string>();
  const turn = async (key: string, isUrgent: boolean): Promise<void> => {
    await work(key, isUrgent);
    while (wanted.delete(key)) await work(key, true);
    running.delete(key);
  };
  return {
    take(key, { again = false } = {}) {
      if (!running.has(key)) running.set(key, turn(key, again));
      else if (again) wanted.add(key);
    },
    settled: async () => void (await Promise.allSettled(running.values())),
  };
}
