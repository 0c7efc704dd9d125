import type { DesiredApp } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { toAppWorkers } from './to-app-workers.ts';

/** Makes an app's queues, user, permissions and limits, for the workers that run or are to be started. */
export async function ensureAppBroker(
  app: DesiredApp,
  {
    ports,
    signal,
    previous,
  }: {
    readonly ports: Pick<DeployerPorts, 'broker'>;
    readonly signal: AbortSignal;
    readonly previous?: DesiredApp | undefined;
  },
): Promise<void> {
  await ports.broker.ensureApp(app.broker, { ...toAppWorkers(app, previous), signal });
}
