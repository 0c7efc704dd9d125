/** How many of the latest calls the median is of. */
const KEPT = 200;

/** What is known of the calls of one function. */
export interface FunctionCalls {
  /** As callers write it. */
  readonly name: string;
  readonly app: string;
  readonly done: number;
  readonly failed: number;
  /** Of the latest calls. */
  readonly medianMs: number;
  readonly lastMs: number;
}

/** Counts the calls of functions and keeps how long the latest of each took. */
export class CallTimes {
  readonly #known = new Map<
    string,
    { app: string; failed: number; done: number; latest: number[] }
  >();

  /** A call has ended. */
  add(call: {
    readonly app: string;
    readonly name: string;
    readonly ms: number;
    readonly ok: boolean;
  }): void {
    const { app, name, ms, ok } = call;
    const known = this.#known.get(name) ?? { app, failed: 0, done: 0, latest: [] };
    known.done += 1;
    if (!ok) known.failed += 1;
    known.latest.push(ms);
    if (known.latest.length > KEPT) known.latest.shift();
    // The one that was called last is last.
    this.#known.delete(name);
    this.#known.set(name, known);
  }

  /** Those that were called, the latest first. */
  list(): readonly FunctionCalls[] {
    return [...this.#known]
      .map(([name, { app, done, failed, latest }]) => {
        const sorted = latest.toSorted((a, b) => a - b);
        const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
        return { name, app, done, failed, medianMs, lastMs: latest.at(-1) ?? 0 };
      })
      .toReversed();
  }
}
