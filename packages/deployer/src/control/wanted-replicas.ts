import type { DesiredApp } from '@celeriac/deployment';
import { restingReplicas } from '../plan/plan-scaling.ts';
import { decideReplicas } from '../scale/decide-replicas.ts';
import type { ControllerParts } from './controller-parts.ts';

/** How many containers an app is to have: none for a call, where it does not come up and nobody calls. */
export function wantedReplicas(
  app: DesiredApp,
  { demand, conditions }: Pick<ControllerParts, 'demand' | 'conditions'>,
): number {
  const now = demand.of(app.broker.queue);
  if (!now.isCalled && conditions.hasGivenUp(app.broker.queue)) return restingReplicas(app);
  return decideReplicas(app, now);
}
