import { type AppWorkers, controlQueuesOf, type DesiredApp } from '@celeriac/deployment';
import { preparedReplicas } from '../plan/plan-scaling.ts';

/** What the broker is to be ready for where an app runs, beside the version that it takes the place of. */
export function toAppWorkers(app: DesiredApp, previous?: DesiredApp): AppWorkers {
  const { hardSeconds } = app.limits;
  const processes = [app, ...(previous === undefined ? [] : [previous])]
    .map((one) => preparedReplicas(one) * one.scaling.concurrency)
    .reduce((sum, each) => sum + each, 0);
  const controlQueues = controlQueuesOf(app, preparedReplicas(app));
  return { controlQueues, processes, ...(hardSeconds !== undefined && { hardSeconds }) };
}
