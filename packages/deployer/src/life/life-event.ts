import type { EndCause } from '@celeriac/deployment';

/**
 * Where a container is in its life, as whoever looks after it sees it.
 *
 * - `starting`: it is made or runs, and its worker is not on its queue.
 * - `ready`: its own worker consumes.
 * - `stopping`: it takes no new calls and finishes those that it has.
 * - `idle-stopped`: it ended in order, because no call needed it; the next one starts it.
 * - `stopped`: it ended in order, because another version or nothing took its place.
 * - `failed`: it ended otherwise, or was not ready in its time.
 */
export type LifeState = 'starting' | 'ready' | 'stopping' | 'idle-stopped' | 'stopped' | 'failed';

/** A container has come from one state to another; told after the event that says how. */
export interface LifeEvent {
  readonly kind: 'state';
  readonly container: string;
  /** Left out where nobody has seen it before. */
  readonly from?: LifeState;
  readonly to: LifeState;
  readonly reason: string;
  /** Why it ended, where it did and that is known. */
  readonly cause?: EndCause;
  /** What it wrote last, oldest first, where it failed. */
  readonly lastLines?: readonly string[];
}
