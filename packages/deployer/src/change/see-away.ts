import { setTimeout as sleep } from 'node:timers/promises';
import type { Abortable } from '@celeriac/deployment';
import type { Emit } from '../event-stream.ts';
import { type ClearContext, clearAway } from './clear-away.ts';
import type { DrainingEvent, RetiredEvent } from './departure-event.ts';
import { createDepartures } from './departures.ts';

/** How the end of what a change has left is waited for. */
export interface SeeAwayContext extends Abortable, Omit<ClearContext, 'onRemoved' | 'onCutOff'> {
  /** How long; what is not over then goes on, and whoever comes by next sees to it. */
  readonly patienceMs: number;
  readonly emit: Emit<DrainingEvent | RetiredEvent>;
  /** Ids of containers that earlier changes have told to end: nobody waits for those, or is told of them. */
  readonly others?: ReadonlySet<string>;
}

const LOOK_MS = 200;
const LONGEST_LOOK_MS = 2_000;
const NONE: ReadonlySet<string> = new Set();
/** Most have ended by then. */
const SLOW_MS = 4_000;

/**
 * Waits until what a change has left of a plugin is gone, and clears it away as it ends; nobody is kept
 * from changing the plugin meanwhile. Resolves to whether all is gone; an abort ends the wait alone.
 */
export async function seeAway(plugin: string, context: SeeAwayContext): Promise<boolean> {
  const { ports, patienceMs, signal, others = NONE } = context;
  const departures = createDepartures(context.emit);
  const clear: ClearContext = {
    ...context,
    onRemoved: departures.removed,
    onCutOff: departures.cutOff,
  };
  const began = performance.now();
  for (let lookMs = LOOK_MS; ; lookMs = Math.min(lookMs * 1.2, LONGEST_LOOK_MS)) {
    const waitedMs = performance.now() - began;
    const isEnough = waitedMs >= patienceMs || signal?.aborted === true;
    const all = await clearOnce(plugin, clear);
    const left = all?.filter(({ container }) => !others.has(container.id));
    if (left !== undefined) departures.look(left, isEnough || waitedMs > SLOW_MS);
    if (all !== undefined && all.length > 0 && left?.length === 0) return false;
    if ((await ports.desired.undertakings.read(plugin)) === undefined) {
      departures.look([], false);
      return true;
    }
    if (isEnough) return false;
    const limitMs = Math.max(0, Math.min(lookMs, patienceMs - waitedMs));
    await sleep(limitMs, undefined, signal && { signal }).catch(() => undefined);
  }
}

/** One look; nothing where another changes the plugin just now, who sees to it himself. */
async function clearOnce(
  plugin: string,
  clear: ClearContext,
): Promise<Awaited<ReturnType<typeof clearAway>> | undefined> {
  const of = { plugin, purpose: `what earlier changes have left of ${plugin}` };
  try {
    return await clear.ports.desired.withPluginLock(of, () => clearAway(plugin, clear));
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'LOCKED') throw error;
    return undefined;
  }
}
