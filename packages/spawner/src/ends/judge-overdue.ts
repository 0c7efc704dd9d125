import type { EndCause, StateLimits } from '@celeriac/deployment';
import type { EngineContainer } from '@celeriac/engine';

/** A stop or removal that this process has asked for and that has not come to its end. */
export interface Stopping {
  /** Of this process's own clock that only goes forward, in milliseconds. */
  readonly sinceMs: number;
  readonly graceMs: number;
}

/** Says which state a container is in for too long; `undefined` where it is not. */
export function judgeOverdue(
  { phase, createdAt }: Pick<EngineContainer, 'phase' | 'createdAt'>,
  at: {
    readonly limits: StateLimits;
    /** The engine's clock, where it was asked for. */
    readonly engineMs: number | undefined;
    readonly stopping: Stopping | undefined;
    /** Of the clock that `Stopping` goes by. */
    readonly nowMs: number;
  },
): EndCause | undefined {
  const { limits, engineMs, stopping, nowMs } = at;
  if (phase === 'created') {
    const limitMs = limits.pendingMs;
    if (engineMs === undefined || engineMs - Date.parse(createdAt) <= limitMs) return undefined;
    return { kind: 'stuck', state: 'pending', limitMs };
  }
  if (stopping === undefined || phase === 'exited' || phase === 'dead') return undefined;
  const limitMs = stopping.graceMs + limits.stoppingMs;
  return nowMs - stopping.sinceMs > limitMs
    ? { kind: 'stuck', state: 'stopping', limitMs }
    : undefined;
}
