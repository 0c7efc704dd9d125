import type { DesiredApp, ScalingPolicy } from '@celeriac/deployment';
import type { ContainerSettings } from '@celeriac/plugin';

/** Idle for so long, an app that may have no container has none, where it does not say how long. */
const SCALE_TO_ZERO_MS = 300_000;

/** What `container.json` says of when an app runs, and of how many containers. */
export function toScaling(container: ContainerSettings): ScalingPolicy {
  const { onDemand, shutdownTimeoutMinutes, replicas, warm, concurrency } = container;
  const idleStopMs =
    shutdownTimeoutMinutes !== null
      ? shutdownTimeoutMinutes * 60_000
      : replicas.min === 0
        ? SCALE_TO_ZERO_MS
        : undefined;
  return { onDemand, replicas, warm, concurrency, ...(idleStopMs !== undefined && { idleStopMs }) };
}

/** The policy that holds: what was asked for by hand goes before `container.json`. */
export function effectiveScaling({
  scaling,
  fixedReplicas: fixed,
}: Pick<DesiredApp, 'scaling' | 'fixedReplicas'>): ScalingPolicy {
  if (fixed === undefined) return scaling;
  const { concurrency, idleStopMs = SCALE_TO_ZERO_MS, replicas } = scaling;
  if (fixed > 0)
    return { onDemand: false, replicas: { min: fixed, max: fixed }, warm: 0, concurrency };
  const max = Math.max(1, replicas.max);
  return { onDemand: true, replicas: { min: 0, max }, warm: 0, concurrency, idleStopMs };
}

/** Whether an app of that policy is ever without the containers that it has while it works. */
export function canSleep({ onDemand, idleStopMs }: ScalingPolicy): boolean {
  return onDemand || idleStopMs !== undefined;
}

/** Containers while the app waits for a call. */
export function asleepReplicas({ warm, replicas }: ScalingPolicy): number {
  return Math.min(warm, replicas.max);
}

/** The least and the most containers while the app works. */
export function awakeBounds(policy: ScalingPolicy): { readonly min: number; readonly max: number } {
  const { min, max } = policy.replicas;
  return { min: Math.max(1, min, asleepReplicas(policy)), max: Math.max(1, max) };
}

/** Whether the app waits for its first call. */
export function isAsleep(app: Pick<DesiredApp, 'scaling' | 'fixedReplicas' | 'replicas'>): boolean {
  const policy = effectiveScaling(app);
  return canSleep(policy) && app.replicas <= asleepReplicas(policy);
}

/** Containers of an app that nobody calls and that does not come up: none that a call would start. */
export function restingReplicas(app: DesiredApp): number {
  const policy = effectiveScaling(app);
  return canSleep(policy) ? asleepReplicas(policy) : app.replicas;
}

/** How many containers an app has after a deploy, by how many it had before. */
export function planReplicas(
  app: Pick<DesiredApp, 'scaling' | 'fixedReplicas'>,
  previous: DesiredApp | undefined,
): number {
  const policy = effectiveScaling(app);
  const { min, max } = awakeBounds(policy);
  const wasAsleep = previous === undefined ? policy.onDemand : isAsleep(previous);
  if (canSleep(policy) && wasAsleep) return asleepReplicas(policy);
  if (previous === undefined && policy.replicas.min === 0) return asleepReplicas(policy);
  return Math.min(Math.max(previous?.replicas ?? min, min), max);
}

/** Workers that have their control queues: those that run, and those that the next call starts. */
export function preparedReplicas(app: DesiredApp): number {
  return Math.max(app.replicas, awakeBounds(effectiveScaling(app)).min);
}
