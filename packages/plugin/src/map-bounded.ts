const PARALLEL = 16;

/** Maps items with at most sixteen at work at once, keeping their order; stops at an abort. */
export async function mapBounded<T, R>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      results[index] = await map(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, work));
  return results;
}
