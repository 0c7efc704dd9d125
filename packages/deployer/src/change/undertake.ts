import {
  controlQueuesOf,
  type DesiredApp,
  stopGraceOf,
  type UndertakenApp,
  type Undertaking,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { preparedReplicas } from '../plan/plan-scaling.ts';

/** What an app has, or is about to have, on engine and broker; `stopGraceMs` goes before its own. */
export function toUndertaken(app: DesiredApp, stopGraceMs = app.stopGraceMs): UndertakenApp {
  const { app: name, queue, user } = app.broker;
  const controlQueues = controlQueuesOf(app, preparedReplicas(app));
  const grace = stopGraceOf({ ...app, ...(stopGraceMs !== undefined && { stopGraceMs }) });
  return { app: name, queue, user, controlQueues, version: app.version, stopGraceMs: grace };
}

/** Writes down what a change is about to touch, beside what an earlier one has left. */
export async function undertake(
  { undertakings }: DeployerPorts['desired'],
  { plugin, purpose, apps }: Undertaking,
): Promise<void> {
  const left = await undertakings.read(plugin);
  // Once each, as what finishes its calls for an hour may see many changes.
  const all = new Map([...(left?.apps ?? []), ...apps].map((app) => [JSON.stringify(app), app]));
  await undertakings.write({ ...left, plugin, purpose, apps: [...all.values()] });
}
