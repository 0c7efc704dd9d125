import type { ContainerEvent } from '@celeriac/deployment';
import type { Backend } from '../backend.ts';

/** What a backend told since the watch began. */
export interface Watch extends AsyncDisposable {
  readonly events: readonly ContainerEvent[];
  /** Waits for the `nth` (first) event of a container, told or to come; throws with what was told instead. */
  until<K extends ContainerEvent['kind']>(
    kind: K,
    container?: string,
    nth?: number,
  ): Promise<Extract<ContainerEvent, { readonly kind: K }>>;
}

const LIMIT_MS = 30_000;

/** Begins to watch the containers of a run, and resolves when events flow. */
export async function watchBackend({ spawner, instance }: Backend): Promise<Watch> {
  const stop = new AbortController();
  const events: ContainerEvent[] = [];
  let wake = Promise.withResolvers<undefined>();
  const reading = (async () => {
    for await (const event of spawner.events({ instance }, { signal: stop.signal })) {
      events.push(event);
      wake.resolve(undefined);
      wake = Promise.withResolvers();
    }
  })();
  reading.catch(() => undefined);
  const until: Watch['until'] = async (kind, container, nth = 1) => {
    const timeout = AbortSignal.timeout(LIMIT_MS);
    const late = new Promise<void>((resolve) =>
      timeout.addEventListener('abort', () => resolve(), { once: true }),
    );
    for (;;) {
      const found = events.filter(
        (event) =>
          event.kind === kind &&
          (container === undefined || ('container' in event && event.container.id === container)),
      );
      if (found.length >= nth) return found[nth - 1] as never;
      if (timeout.aborted)
        throw new Error(
          `no "${kind}" of ${container ?? 'the backend'} in ${JSON.stringify(events)}`,
        );
      await Promise.race([wake.promise, late]);
    }
  };
  await until('resync');
  return {
    events,
    until,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}
