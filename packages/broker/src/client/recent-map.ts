/** What was told last of many things, in bounded memory. */
export interface RecentMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

/** Makes an empty one that holds at least the last `limit` keys, and at most twice as many. */
export function createRecentMap<V>(limit: number): RecentMap<V> {
  // Two generations: taking the oldest out of one map, one by one, costs it ever more.
  let recent = new Map<string, V>();
  let older = new Map<string, V>();
  return {
    get: (key) => recent.get(key) ?? older.get(key),
    set(key, value) {
      recent.set(key, value);
      if (recent.size < limit) return;
      older = recent;
      recent = new Map();
    },
  };
}
