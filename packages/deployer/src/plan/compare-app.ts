import type { ContainerSpec, ContainerStatus, DesiredApp } from '@celeriac/deployment';
import type { AppPlan } from './plan-deployment.ts';
import { toScaling } from './plan-scaling.ts';

/** What a deploy does with an app, and why. */
export interface AppChange {
  /** `rescale`: the containers stay, and how many there are and when follows other rules. */
  readonly action: 'create' | 'replace' | 'rescale' | 'unchanged';
  /** In words, such as `code or dependencies changed`; empty where nothing changed. */
  readonly reasons: readonly string[];
}

/** Compares an app as planned with how it was deployed and how it runs. */
export function compareApp(
  plan: AppPlan,
  template: ContainerSpec,
  was: { desired: DesiredApp | undefined; running: readonly ContainerStatus[] },
): AppChange {
  const { desired } = was;
  if (desired === undefined) return { action: 'create', reasons: ['not deployed yet'] };
  const reasons: string[] = [];
  if (desired.contract !== plan.contract) reasons.push('signatures changed');
  if (desired.image !== plan.image) reasons.push('image changed');
  else if (desired.template.specHash !== template.specHash) reasons.push('settings changed');
  const healthy = was.running.filter(
    ({ state, owner }) => state === 'running' && owner.version === desired.version,
  );
  if (healthy.length < desired.replicas)
    reasons.push(`${healthy.length} of ${desired.replicas} containers run`);
  if (reasons.length > 0) return { action: 'replace', reasons };
  const isRescaled =
    JSON.stringify(toScaling(plan.app.container)) !== JSON.stringify(desired.scaling);
  return isRescaled
    ? { action: 'rescale', reasons: ['scaling changed'] }
    : { action: 'unchanged', reasons: [] };
}
