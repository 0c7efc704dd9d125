import { once } from 'node:events';

/**
 * Runs `work` and yields what it emits, in order; ends or throws when the work does.
 *
 * Where the consumer stops early or `signal` aborts, the work's own signal does, and the iteration
 * ends with the work.
 */
export async function* streamWork<Event>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): AsyncGenerator<Event, void, undefined> {
  const stop = new AbortController();
  const queue: Event[] = [];
  let wake = (): void => undefined;
  let isDone = false;
  const emit = (event: Event): void => {
    queue.push(event);
    wake();
  };
  const all = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const done = work(emit, all).finally(() => {
    isDone = true;
    wake();
  });
  done.catch(() => undefined);
  try {
    for (;;) {
      yield* queue.splice(0);
      if (queue.length > 0) continue;
      if (isDone) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    await done;
  } finally {
    stop.abort();
    await done.catch(() => undefined);
  }
}

/** Resolves when a signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
