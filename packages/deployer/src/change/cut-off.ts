import {
  type ContainerStatus,
  controlQueueOf,
  type DesiredPlugin,
  type EndedCalls,
} from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';

/** What a worker has to end its calls, tell their callers, and end itself. */
const LAST_MS = 10_000;

/** Ends a container with the calls that it still runs; their callers are told why. */
export async function cutOff(
  container: ContainerStatus,
  of: {
    readonly ports: Pick<DeployerPorts, 'spawner' | 'broker'>;
    readonly desired: DesiredPlugin | undefined;
    /** How long its calls were waited for. */
    readonly afterMs: number;
  },
): Promise<void> {
  const { spawner, broker } = of.ports;
  // Whatever keeps it from being told, it ends.
  await broker.endCalls(controlQueueOf(container), toWords(container, of)).catch(() => undefined);
  await spawner.stop(container.id, { graceMs: LAST_MS });
}

function toWords(
  { owner }: ContainerStatus,
  { desired, afterMs }: { readonly desired: DesiredPlugin | undefined; readonly afterMs: number },
): EndedCalls {
  const when = afterMs === 0 ? 'at once' : `after ${Math.round(afterMs / 1000)} s`;
  return {
    reason: `was stopped by Celeriac ${when}, ${toCause(owner, desired)}.`,
    remedy:
      'Give calls more time to end, by --stop-grace of the command that ends their containers, or by "timeout" in container.json.',
  };
}

function toCause(
  { plugin, app, version }: ContainerStatus['owner'],
  desired: DesiredPlugin | undefined,
): string {
  if (desired === undefined) return `as ${plugin} was taken down`;
  const now = desired.apps.find(({ broker }) => broker.app === app);
  if (now === undefined) return `as ${app} is no longer part of ${plugin}`;
  if (now.version === version) return 'as fewer containers are wanted';
  return `to make room for version ${now.version}`;
}
