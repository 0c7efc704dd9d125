import type { DesiredApp } from './desired-state.ts';

/** So long calls may take whose container is to go, where no limit of time says otherwise: an hour. */
export const STOP_GRACE_MS = 3_600_000;

/** What a call at its hard limit needs to be ended and answered. */
const MARGIN_MS = 30_000;

/**
 * How long calls may take that run in a container of the app when it is to go: the app's hard limit of
 * time, else an hour; what was asked for at its deploy goes before that, where it is less or there is no limit.
 */
export function stopGraceOf({
  limits: { hardSeconds },
  stopGraceMs = hardSeconds === undefined ? STOP_GRACE_MS : Infinity,
}: Pick<DesiredApp, 'limits' | 'stopGraceMs'>): number {
  return Math.min(
    stopGraceMs,
    hardSeconds === undefined ? Infinity : hardSeconds * 1000 + MARGIN_MS,
  );
}
