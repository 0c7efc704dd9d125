import {
  controlQueuesOf,
  type DesiredApp,
  type UndertakenApp,
  type Undertaking,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { preparedReplicas } from '../plan/plan-scaling.ts';

/** What an app has, or is about to have, on engine and broker. */
export function toUndertaken(app: DesiredApp): UndertakenApp {
  const { app: name, queue, user } = app.broker;
  return { app: name, queue, user, controlQueues: controlQueuesOf(app, preparedReplicas(app)) };
}

/** Writes down what a change is about to touch, beside what an earlier one has left. */
export async function undertake(
  { undertakings }: DeployerPorts['desired'],
  { plugin, purpose, apps }: Undertaking,
): Promise<void> {
  const left = await undertakings.read(plugin);
  await undertakings.write({ plugin, purpose, apps: [...(left?.apps ?? []), ...apps] });
}
