/** The end of one wait: it comes by time or by the caller's signal, whichever is first. */
export interface Bound extends Disposable {
  readonly signal: AbortSignal;
  /** Whether time, and not the caller, ended it. */
  readonly timedOut: boolean;
}

/** Bounds a wait; dispose it when the wait is over, so that neither timer nor listener stays. */
export function createBound(timeoutMs: number, signal?: AbortSignal): Bound {
  const controller = new AbortController();
  let timedOut = false;
  const onAbort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort(new Error(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
