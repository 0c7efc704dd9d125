import { median } from '../median.ts';

/** What one side says of one round of calls. */
export interface RoundRecord {
  readonly latenciesMs: readonly number[];
  /** From the first call to the last answer. */
  readonly seconds: number;
  /** CPU time of the client's process. */
  readonly cpuSeconds: number;
}

/** What is made of it. */
export interface RoundFigures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly callsPerSecond: number;
  readonly cpuMsPerCall: number;
}

/** Sums up one round. */
export function toRoundFigures({ latenciesMs, seconds, cpuSeconds }: RoundRecord): RoundFigures {
  return {
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
    callsPerSecond: latenciesMs.length / seconds,
    cpuMsPerCall: (cpuSeconds * 1_000) / latenciesMs.length,
  };
}

/** The least value that so large a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}
