import type { AppBroker, ContainerStatus } from '@celeriac/deployment';
import type { DeployerPorts } from '../deployer-options.ts';

/** What removing one app needs. */
export interface RemoveAppContext {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'broker'>;
  readonly containers: readonly ContainerStatus[];
  /** What the callers of waiting calls are told. */
  readonly reason: string;
  readonly onRemoved?: (container: string) => void;
}

/**
 * Takes one app from engine and broker; resolves to how many waiting calls were answered.
 *
 * Waiting calls are answered before the workers stop, so that a long queue does not hold the stop
 * up, and once more after it, for those that came or came back in between.
 */
export async function removeApp(
  app: Pick<AppBroker, 'queue' | 'user'>,
  context: RemoveAppContext,
): Promise<number> {
  const { ports, containers, reason } = context;
  let answered = await ports.broker.answerWaiting(app.queue, reason);
  await Promise.all(
    containers.map(async ({ id, name }) => {
      await ports.spawner.stop(id);
      await ports.spawner.remove(id);
      context.onRemoved?.(name);
    }),
  );
  answered += await ports.broker.answerWaiting(app.queue, reason);
  await ports.broker.removeQueue(app.queue);
  await ports.broker.removeUser(app.user);
  return answered;
}
