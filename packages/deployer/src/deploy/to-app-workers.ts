import { type AppWorkers, type DesiredApp, WORKER_ENVIRONMENT } from '@celeriac/deployment';

/** What the broker is to be ready for where an app runs, beside the version that it takes the place of. */
export function toAppWorkers(
  { containers, limits: { hardSeconds } }: Pick<DesiredApp, 'containers' | 'limits'>,
  previous?: Pick<DesiredApp, 'containers'>,
): AppWorkers {
  const controlQueues = containers.flatMap(({ env }) => env[WORKER_ENVIRONMENT.controlQueue] ?? []);
  const processes = [...containers, ...(previous?.containers ?? [])]
    .map(({ env }) => Number(env[WORKER_ENVIRONMENT.concurrency] ?? 1))
    .reduce((sum, each) => sum + each, 0);
  return { controlQueues, processes, ...(hardSeconds !== undefined && { hardSeconds }) };
}
