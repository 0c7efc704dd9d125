import type { DesiredApp } from '@celeriac/deployment';
import { asleepReplicas, awakeBounds, effectiveScaling, isAsleep } from '../plan/plan-scaling.ts';

/** How much an app is used. */
export interface Demand {
  /** Whether somebody has called since it was looked after last. */
  readonly isCalled: boolean;
  /** Calls that waited or ran at each of the last two looks, so that no short burst counts. */
  readonly backlog: number;
  /** The most at any look of the last minute, so that a short pause does not count either. */
  readonly peak: number;
  /** Since it was called or worked last. */
  readonly idleMs: number;
}

/** How many containers an app is to have now: pure, and the same for the same demand. */
export function decideReplicas(app: DesiredApp, demand: Demand): number {
  const policy = effectiveScaling(app);
  const asleep = asleepReplicas(policy);
  const { idleStopMs, concurrency } = policy;
  if (isAsleep(app)) {
    if (!demand.isCalled) return asleep;
  } else if (idleStopMs !== undefined && demand.idleMs >= idleStopMs) return asleep;
  const { min, max } = awakeBounds(policy);
  const bound = (calls: number): number =>
    Math.min(Math.max(Math.ceil(calls / concurrency), min), max);
  return Math.max(bound(demand.backlog), Math.min(app.replicas, bound(demand.peak)));
}
