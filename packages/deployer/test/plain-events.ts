import type { LifeEvent } from '../src/life/life-event.ts';

type Event = { readonly kind: string; readonly time: string };

/** Leaves out when events were, and the states that follow from them, which have a test of their own. */
export async function* plainEvents<E extends Event>(
  events: AsyncIterable<E>,
): AsyncGenerator<Exclude<E, LifeEvent>, void, undefined> {
  for await (const { time: _, ...event } of events)
    if (event.kind !== 'state') yield event as unknown as Exclude<E, LifeEvent>;
}
