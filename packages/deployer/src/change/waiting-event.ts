import type { HeldLock, LockOptions } from '@celeriac/deployment';
import type { Emit } from '../event-stream.ts';

/** A change waits for another; told once for each that holds it up, after half a second. */
export interface WaitingEvent extends HeldLock {
  readonly kind: 'waiting';
  /** So long it waits; then it fails with `LOCKED`. */
  readonly limitMs: number;
}

/** Waits so long for whoever is at work, and tells of it. */
export function waitTelling(
  limitMs: number,
  { emit, signal }: { readonly emit?: Emit<WaitingEvent>; readonly signal?: AbortSignal },
): LockOptions {
  return {
    waitMs: limitMs,
    onWait: ({ purpose, pid, since }) => emit?.({ kind: 'waiting', purpose, pid, since, limitMs }),
    ...(signal && { signal }),
  };
}
