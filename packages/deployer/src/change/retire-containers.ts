import {
  type ContainerStatus,
  type DesiredPlugin,
  replicasOf,
  type RetiringContainer,
  STOP_GRACE_MS,
  type UndertakenApp,
  type Undertaking,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';
import { cutOff } from './cut-off.ts';
import { isOver, leftMs, planRetirement } from './plan-retirement.ts';
import { forgetStop, tellToStop } from './tell-to-stop.ts';

/** What seeing containers away needs, and whom it tells. */
export interface RetireContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker' | 'desired'>;
  /** How long calls have at most, whatever their app has; as long as that unless given. */
  readonly stopGraceMs?: number;
  readonly onRemoved?: (container: ContainerStatus, desired: DesiredPlugin | undefined) => void;
  /** Calls of it were ended, as they ran for longer than they may. */
  readonly onCutOff?: (container: ContainerStatus, afterMs: number) => void;
}

/** What became of containers that are not to run. */
export interface Retirement {
  readonly gone: readonly ContainerStatus[];
  readonly left: readonly {
    readonly container: ContainerStatus;
    readonly now: RetiringContainer;
  }[];
}

/** So much longer than we do a backend waits until it ends a container: for where we are not there. */
const BACKEND_MARGIN_MS = 60_000;

/**
 * Sees containers of the plugin away that are not to run, without waiting for any: each takes what
 * waits in its queue where nobody else can, then finishes the calls that it runs, and is removed when
 * it has ended. How far each is stands in the undertaking before it is told.
 */
export async function retireContainers(
  undertaking: Undertaking,
  desired: DesiredPlugin | undefined,
  context: RetireContext,
): Promise<Retirement> {
  const { ports, stopGraceMs: mostMs = Infinity } = context;
  const { plugin, retiring: known = [] } = undertaking;
  const wanted = new Set(desired?.apps.flatMap((app) => replicasOf(app)).map(({ name }) => name));
  const all = await ports.spawner.list({ instance: ports.desired.instance, plugin });
  // What was told to end does, even where its name is wanted again.
  const told = new Set(known.map(({ id }) => id));
  const unwanted = all.filter(({ id, name }) => !wanted.has(name) || told.has(id));
  const now = Date.now();
  const planned = await Promise.all(
    unwanted.map(async (container) => {
      const app = undertaking.apps.find((one) => isWorkerOf(container, one));
      return planRetirement({
        container,
        known: known.find(({ id }) => id === container.id),
        stopGraceMs: app?.stopGraceMs ?? STOP_GRACE_MS,
        ...{ mostMs, now },
        waits: app !== undefined && (await hasWaiting(app, desired, ports)),
      });
    }),
  );
  if (JSON.stringify(planned) !== JSON.stringify(known))
    await ports.desired.undertakings.write({ ...undertaking, retiring: planned });
  const results = await Promise.all(
    unwanted.map(async (container, index) => {
      const next = planned[index]!;
      return {
        container,
        now: next,
        isGone: await retire(container, next, { ...context, desired }),
      };
    }),
  );
  return {
    gone: results.filter(({ isGone }) => isGone).map(({ container }) => container),
    left: results.filter(({ isGone }) => !isGone),
  };
}

/** Whether a container is of the version that was undertaken; of any where that is not known. */
export function isWorkerOf(
  { owner }: Pick<ContainerStatus, 'owner'>,
  { app, version = owner.version }: UndertakenApp,
): boolean {
  return owner.app === app && owner.version === version;
}

/** Whether calls wait that only workers of an earlier contract can run. */
async function hasWaiting(
  { app, queue }: UndertakenApp,
  desired: DesiredPlugin | undefined,
  { broker }: RetireContext['ports'],
): Promise<boolean> {
  const kept = desired?.apps.find((one) => one.broker.app === app);
  if (kept === undefined || kept.broker.queue === queue) return false;
  return ((await broker.queueStatus(queue))?.ready ?? 0) > 0;
}

async function retire(
  container: ContainerStatus,
  now: RetiringContainer,
  {
    ports,
    desired,
    onRemoved,
    onCutOff,
  }: RetireContext & { readonly desired: DesiredPlugin | undefined },
): Promise<boolean> {
  const { spawner } = ports;
  const { id, state } = container;
  if (state !== 'stopped' && state !== 'failed') {
    if (now.phase === 'queue') return false;
    if (isOver(now, Date.now())) {
      await cutOff(container, { ports, desired, afterMs: now.stopGraceMs });
      onCutOff?.(container, now.stopGraceMs);
    } else {
      const graceMs = leftMs(now, Date.now()) + BACKEND_MARGIN_MS;
      if (!(await tellToStop(id, { spawner, graceMs }))) return false;
    }
  }
  await spawner.remove(id);
  forgetStop(id, spawner);
  onRemoved?.(container, desired);
  return true;
}
