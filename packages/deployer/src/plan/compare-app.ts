import type { ContainerSpec, ContainerStatus, DesiredApp } from '@celeriac/deployment';
import type { AppPlan } from './plan-deployment.ts';

/** What a deploy does with an app, and why. */
export interface AppChange {
  readonly action: 'create' | 'replace' | 'unchanged';
  /** In words, such as `code or dependencies changed`; empty where nothing changed. */
  readonly reasons: readonly string[];
}

/** Compares an app as planned with how it was deployed and how it runs. */
export function compareApp(
  plan: AppPlan,
  planned: readonly ContainerSpec[],
  was: { desired: DesiredApp | undefined; running: readonly ContainerStatus[] },
): AppChange {
  const { desired } = was;
  if (desired === undefined) return { action: 'create', reasons: ['not deployed yet'] };
  const reasons: string[] = [];
  if (desired.contract !== plan.contract) reasons.push('signatures changed');
  if (desired.image !== plan.image) reasons.push('image changed');
  else if (desired.containers[0]?.specHash !== planned[0]?.specHash)
    reasons.push('settings changed');
  const healthy = was.running.filter(
    ({ state, owner }) => state === 'running' && owner.version === desired.version,
  );
  if (healthy.length < desired.containers.length)
    reasons.push(`${healthy.length} of ${desired.containers.length} containers run`);
  return { action: reasons.length === 0 ? 'unchanged' : 'replace', reasons };
}
