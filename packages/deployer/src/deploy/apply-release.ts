import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ContainerStatus,
  type DesiredApp,
  type DesiredPlugin,
  replicasOf,
} from '@celeriac/deployment';
import { clearAway } from '../change/clear-away.ts';
import { mendCatalog } from '../change/mend-catalog.ts';
import { isRetiring } from '../change/retire-container.ts';
import { toUndertaken, undertake } from '../change/undertake.ts';
import type { DeployerPorts, DeployerSettings } from '../deployer-options.ts';
import type { Emit } from '../event-stream.ts';
import type { DeployEvent } from './deploy-event.ts';
import { ensureAppBroker } from './ensure-app-broker.ts';
import { startContainers } from './start-containers.ts';

/** What applying a release needs. */
export interface ApplyContext {
  readonly ports: DeployerPorts;
  readonly settings: Pick<
    DeployerSettings,
    'readyTimeoutMs' | 'drainTimeoutMs' | 'retirePatienceMs'
  >;
  readonly emit: Emit<DeployEvent>;
  readonly signal: AbortSignal;
}

const LOOK_MS = 200;

/**
 * Starts, waits, switches, retires: what served goes on serving until all that is new is ready, and
 * what fails before the switch changes nothing that callers see. Whoever calls it holds the plugin.
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
  const onRemoved = ({ name, owner }: { name: string; owner: { app: string } }): void =>
    emit({ kind: 'retired', app: owner.app, container: name });
  const onDraining = ({ name, owner }: { name: string; owner: { app: string } }): void =>
    emit({ kind: 'draining', app: owner.app, container: name });
  const apps = [
    ...(before?.apps ?? []).map((app) => toUndertaken(app)),
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
  for (const app of changed) await drainPrevious(app, before, context);
  const stop = { patienceMs: settings.retirePatienceMs ?? 30_000 };
  await clearAway(plugin, { ports, onRemoved, onDraining, stop });
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
  // One that is to end after its last calls is left to them; the controller starts it anew then.
  const isThere = ({ id, state }: ContainerStatus): boolean =>
    state === 'running' || isRetiring(id, ports.spawner);
  const names = new Set(running.filter(isThere).map(({ name }) => name));
  const missing = replicasOf(app, replicas).filter(({ name }) => !names.has(name));
  await ensureAppBroker(app, { ports, signal, previous: findApp(before, app) });
  await ports.blobs.prepare(broker, { signal });
  await startContainers(missing, { ports, settings, broker, emit, signal });
}

function findApp(of: DesiredPlugin | undefined, { broker }: DesiredApp): DesiredApp | undefined {
  return of?.apps.find((app) => app.broker.app === broker.app);
}

/** Lets the workers of a contract that is no longer called empty their queue, in bounded time. */
async function drainPrevious(
  app: DesiredApp,
  before: DesiredPlugin | undefined,
  { ports, settings }: ApplyContext,
): Promise<void> {
  const previous = findApp(before, app);
  if (previous === undefined || previous.replicas === 0) return;
  const { queue } = previous.broker;
  if (queue === app.broker.queue) return;
  const deadline = performance.now() + (settings.drainTimeoutMs ?? 60_000);
  while (performance.now() < deadline) {
    const status = await ports.broker.queueStatus(queue);
    if (status === undefined || status.ready + status.unacknowledged === 0) return;
    await sleep(LOOK_MS);
  }
}
