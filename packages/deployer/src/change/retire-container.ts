import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerStatus } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';

/** How a container that is not to run any more is seen away. */
export interface RetireOptions {
  readonly spawner: DeployerPorts['spawner'];
  /** How long the calls that it runs may take to their end; an hour unless given. */
  readonly graceMs?: number;
  /** How long that is waited for here; not at all unless given. */
  readonly patienceMs?: number;
}

/** Calls without a time limit of their own have so long when their worker is not needed any more. */
const GRACE_MS = 3_600_000;
/** An engine that was asked goes on with a stop, whether or not its answer is waited for. */
const ASK_MS = 5_000;

/** Stops under way, by spawner and container, so that each container is told once by a process. */
const stops = new WeakMap<DeployerPorts['spawner'], Map<string, Promise<void>>>();

/**
 * Tells a container to take no more calls and to end when it has finished those that it runs, and
 * removes it where it has; resolves to whether it is gone. Asked again, it looks whether it has ended.
 */
export async function retireContainer(
  { id, state }: Pick<ContainerStatus, 'id' | 'state'>,
  { spawner, graceMs = GRACE_MS, patienceMs = 0 }: RetireOptions,
): Promise<boolean> {
  const known = stops.get(spawner) ?? new Map<string, Promise<void>>();
  stops.set(spawner, known);
  if (state !== 'stopped' && state !== 'failed') {
    const stop = known.get(id) ?? tellToStop(id, { spawner, graceMs, patienceMs, known });
    const hasEnded = await Promise.race([stop.then(() => true), after(patienceMs)]);
    if (!hasEnded) return false;
  }
  known.delete(id);
  await spawner.remove(id);
  return true;
}

/** Whether this process has told a container to end when its calls have, and it has not yet. */
export function isRetiring(id: string, spawner: DeployerPorts['spawner']): boolean {
  return stops.get(spawner)?.has(id) === true;
}

/** Resolves when it has stopped; never where nobody waits so long for the engine to say so. */
function tellToStop(
  id: string,
  {
    spawner,
    graceMs,
    patienceMs,
    known,
  }: Required<RetireOptions> & { readonly known: Map<string, Promise<void>> },
): Promise<void> {
  const signal = AbortSignal.timeout(Math.min(Math.max(patienceMs, ASK_MS), 2 ** 31 - 1));
  const stop = spawner.stop(id, { graceMs, signal }).catch(async (error: unknown) => {
    if (signal.aborted) return await new Promise<never>(() => undefined);
    known.delete(id);
    throw error;
  });
  stop.catch(() => undefined);
  known.set(id, stop);
  return stop;
}

async function after(ms: number): Promise<false> {
  await sleep(ms, undefined, { ref: false });
  return false;
}
