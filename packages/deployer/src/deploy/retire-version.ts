import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerStatus } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';

/** What retiring needs. */
export interface RetireContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker'>;
  readonly drainTimeoutMs: number;
  readonly onRetired: (container: string) => void;
}

const LOOK_MS = 200;

/**
 * Lets containers finish what they have, then removes them.
 *
 * With `queue`, the queue of a contract that is no longer called, the containers first empty it, in
 * at most `drainTimeoutMs`; calls still waiting then are answered `APP_STOPPED`, and the queue goes.
 */
export async function retireContainers(
  containers: readonly ContainerStatus[],
  context: RetireContext,
  queue?: string,
): Promise<void> {
  const { ports } = context;
  if (queue !== undefined && containers.length > 0) await drain(queue, context);
  await Promise.all(
    containers.map(async ({ id, name }) => {
      await ports.spawner.stop(id);
      await ports.spawner.remove(id);
      context.onRetired(name);
    }),
  );
  if (queue === undefined) return;
  await ports.broker.answerWaiting(queue, 'A new version with other signatures took its place.');
  await ports.broker.removeQueue(queue);
}

async function drain(queue: string, { ports, drainTimeoutMs }: RetireContext): Promise<void> {
  const deadline = performance.now() + drainTimeoutMs;
  while (performance.now() < deadline) {
    const status = await ports.broker.queueStatus(queue);
    if (status === undefined || status.ready + status.unacknowledged === 0) return;
    await sleep(LOOK_MS);
  }
}
