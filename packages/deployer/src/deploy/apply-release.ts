import { type DesiredApp, type DesiredPlugin, replicasOf } from '@celeriac/deployment';
import { clearAway } from '../change/clear-away.ts';
import { mendCatalog } from '../change/mend-catalog.ts';
import { toUndertaken, undertake } from '../change/undertake.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { DeployEvent } from './deploy-event.ts';
import { ensureAppBroker } from './ensure-app-broker.ts';
import { startContainers } from './start-containers.ts';

/** What applying a release needs. */
export interface ApplyContext {
  readonly ports: DeployerPorts;
  readonly settings: Pick<DeployerSettings, 'readyTimeoutMs' | 'stopGraceMs'>;
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

/**
 * Starts, waits, switches, retires: what served goes on serving until all that is new is ready, and
 * what fails before the switch changes nothing that callers see. Whoever calls it holds the plugin, and
 * sees what is to go away after that (`seeAway`): here it is but told to.
 *
 * `changed` are the apps of `after` that need containers of their own. One that waits for its first
 * call is started nevertheless, once, so that a version that cannot run is never switched to.
 */
export async function applyRelease(
  {
    purpose,
    before,
    after,
    changed,
  }: {
    readonly purpose: string;
    readonly before: DesiredPlugin | undefined;
    readonly after: DesiredPlugin;
    readonly changed: readonly DesiredApp[];
  },
  context: ApplyContext,
): Promise<void> {
  const { ports, settings, emit, signal } = context;
  const { plugin } = after;
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const apps = [
    ...(before?.apps ?? []).map((app) => toUndertaken(app, settings.stopGraceMs)),
    ...after.apps.map((app) => toUndertaken(app)),
  ];
  await undertake(ports.desired, { plugin, purpose, apps });
  try {
    if (changed.length > 0) await ports.broker.ensureTopology({ signal });
    for (const app of changed) await startApp(app, before, context);
    signal.throwIfAborted();
  } catch (error) {
    // What cannot be taken back now is taken away later; the first error is the one that says why.
    await clearAway(plugin, { ports }).catch(() => undefined);
    throw error;
  }
  // Durable first and visible to callers second: whoever finds the gap mends it.
  await ports.desired.write(after);
  if (await mendCatalog(after, ports)) emit({ kind: 'switched', plugin });
}

/** A version that never ran is started once, whether it is to stay or not. */
function countToStart(app: DesiredApp, before: DesiredPlugin | undefined): number {
  const previous = findApp(before, app);
  return previous?.version === app.version ? app.replicas : Math.max(1, app.replicas);
}

async function startApp(
  app: DesiredApp,
  before: DesiredPlugin | undefined,
  context: ApplyContext,
): Promise<void> {
  const { ports, settings, emit, signal } = context;
  const replicas = countToStart(app, before);
  const { broker, template } = app;
  const running = await ports.spawner.list(template.owner, { signal });
  const names = new Set(running.flatMap(({ state, name }) => (state === 'running' ? [name] : [])));
  const missing = replicasOf(app, replicas).filter(({ name }) => !names.has(name));
  await ensureAppBroker(app, { ports, signal, previous: findApp(before, app) });
  await ports.blobs.prepare(broker, { signal });
  await startContainers(missing, { ports, settings, broker, emit, signal });
}

function findApp(of: DesiredPlugin | undefined, { broker }: DesiredApp): DesiredApp | undefined {
  return of?.apps.find((app) => app.broker.app === broker.app);
}
