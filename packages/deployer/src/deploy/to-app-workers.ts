import { type AppWorkers, controlQueuesOf, type DesiredApp } from '@celeriac/deployment';
import { preparedReplicas } from '../plan/plan-scaling.ts';

/** What the broker is to be ready for where an app runs, beside the version that it takes the place of. */
export function toAppWorkers(app: DesiredApp, previous?: DesiredApp): AppWorkers {
  const hardSeconds = longestRun(app);
  const processes = [app, ...(previous === undefined ? [] : [previous])]
    .map((one) => preparedReplicas(one) * one.scaling.concurrency)
    .reduce((sum, each) => sum + each, 0);
  const controlQueues = controlQueuesOf(app, preparedReplicas(app));
  return { controlQueues, processes, ...(hardSeconds !== undefined && { hardSeconds }) };
}

/** The most that any function of the app may run, of those that have a limit. */
function longestRun({ functions, limits }: DesiredApp): number | undefined {
  const { hardSeconds = Infinity } = limits;
  const longest = functions
    .map(({ meta }) => Math.min(Number(meta?.['timeout'] ?? Infinity), hardSeconds))
    .filter(Number.isFinite);
  return longest.length > 0 ? Math.max(...longest) : undefined;
}
