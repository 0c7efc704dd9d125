import { setImmediate } from 'node:timers/promises';
import type { DeployerPorts } from '../deployer-options.ts';

/** A backend goes on with a stop that it was asked for, whether or not its answer is waited for. */
const ASK_MS = 15_000;

/** Stops that were asked for, by spawner and container, so that each container is told once by a process. */
const told = new WeakMap<DeployerPorts['spawner'], Map<string, Promise<boolean>>>();

/**
 * Tells a container, once, to take no more calls and to end after those that it runs, which its
 * backend sees to after `graceMs`; resolves, without waiting for that, to whether it has ended.
 */
export async function tellToStop(
  id: string,
  { spawner, graceMs }: { readonly spawner: DeployerPorts['spawner']; readonly graceMs: number },
): Promise<boolean> {
  const known = told.get(spawner) ?? new Map<string, Promise<boolean>>();
  told.set(spawner, known);
  const stop = known.get(id) ?? ask(id, { spawner, graceMs, known });
  known.set(id, stop);
  return await Promise.race([stop, setImmediate(false)]);
}

/** Forgets a container that is gone. */
export function forgetStop(id: string, spawner: DeployerPorts['spawner']): void {
  told.get(spawner)?.delete(id);
}

async function ask(
  id: string,
  {
    spawner,
    graceMs,
    known,
  }: {
    readonly spawner: DeployerPorts['spawner'];
    readonly graceMs: number;
    readonly known: Map<string, Promise<boolean>>;
  },
): Promise<boolean> {
  const signal = AbortSignal.timeout(ASK_MS);
  try {
    await spawner.stop(id, { graceMs, signal });
    return true;
  } catch {
    // Where it may not have been told, the next look tells it.
    if (!signal.aborted) known.delete(id);
    return false;
  }
}
