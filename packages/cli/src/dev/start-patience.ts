/** How long a start goes on before a newer change takes its place, and before it is told to be slow. */
const NEWER_AFTER_MS = 1000;
const SLOW_AFTER_MS = 5000;
const LOOK_MS = 100;

/** Looks after the starts of one deploy, each of which may wait for a module that never comes back. */
export class StartPatience implements Disposable {
  readonly #superseded = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #beganMs = Infinity;
  #isTold = false;

  constructor(asks: {
    /** Whether there is something newer to deploy. */
    readonly isOutdated: () => boolean;
    /** Is called once where a start takes long. */
    readonly onSlow: () => void;
  }) {
    this.#timer = setInterval(() => {
      const tookMs = performance.now() - this.#beganMs;
      if (tookMs > NEWER_AFTER_MS && asks.isOutdated()) this.#superseded.abort();
      if (tookMs < SLOW_AFTER_MS || this.#isTold) return;
      this.#isTold = true;
      asks.onSlow();
    }, LOOK_MS);
  }

  /** Aborts where a newer change is not to wait for this deploy any longer. */
  get signal(): AbortSignal {
    return this.#superseded.signal;
  }

  started(): void {
    this.#beganMs = performance.now();
  }

  ready(): void {
    this.#beganMs = Infinity;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
