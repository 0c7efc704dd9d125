/** An event, and when it was: RFC 3339, in UTC. */
export type Timed<Event> = Event & { readonly time: string };

/** Reports one event. */
export type Emit<Event> = (event: Event) => void;

/**
 * Runs `work` and yields what it emits, in order and with its time; ends or throws when the work does.
 *
 * The work starts with the iteration. When the consumer stops early, or `signal` aborts, the work's
 * own signal aborts, and the iteration ends only when the work has.
 */
export async function* streamEvents<Event>(
  work: (emit: Emit<Event>, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): AsyncGenerator<Timed<Event>, void, undefined> {
  const stop = new AbortController();
  const combined = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const queue: Timed<Event>[] = [];
  let wake = (): void => undefined;
  let settled = false;
  const emit: Emit<Event> = (event) => {
    queue.push({ ...event, time: new Date().toISOString() });
    wake();
  };
  const done = work(emit, combined).finally(() => {
    settled = true;
    wake();
  });
  done.catch(() => undefined);
  try {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) yield event;
      else if (settled) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await done;
  } finally {
    stop.abort();
    await done.catch(() => undefined);
  }
}
