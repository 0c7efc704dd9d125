/** The middle of some numbers; the mean of the two in the middle where their count is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How to measure something short. */
export interface SampleOptions {
  /** How many runs the median is taken of. Default: 15. */
  readonly runs?: number;
  /** Runs before them that do not count. Default: 5. */
  readonly warmups?: number;
}

/** The median time of some runs, in milliseconds. */
export function sampleMs(work: () => unknown, options: SampleOptions = {}): number {
  const { runs = 15, warmups = 5 } = options;
  for (let run = 0; run < warmups; run += 1) work();
  return median(
    Array.from({ length: runs }, () => {
      const began = performance.now();
      work();
      return performance.now() - began;
    }),
  );
}
