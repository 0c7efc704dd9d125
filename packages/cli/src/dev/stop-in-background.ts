import { setTimeout as sleep } from 'node:timers/promises';
import { type BrokerAdmin, type Spawner, WORKER_ENVIRONMENT } from '@celeriac/deployment';

/** A spawner that does not wait for what runs in a worker. */
export interface PatientSpawner {
  readonly spawner: Spawner;
  /** Resolves once everything that was told to stop has stopped. */
  settled(): Promise<void>;
}

const LOOK_MS = 10;
const OFF_QUEUE_MS = 2000;

/**
 * Wraps a spawner so that an edit does not wait for calls of the code before it: a stop resolves as
 * soon as the worker takes no more calls, and what it has goes on to its end in the background.
 */
export function stopInBackground(
  spawner: Spawner,
  broker: Pick<BrokerAdmin, 'queueStatus'>,
): PatientSpawner {
  const queues = new Map<string, { readonly name: string; readonly queue: string }>();
  const stopping = new Map<string, Promise<void>>();

  async function untilOffQueue(id: string): Promise<void> {
    const worker = queues.get(id);
    if (worker === undefined) return;
    const deadline = performance.now() + OFF_QUEUE_MS;
    while (performance.now() < deadline) {
      const status = await broker.queueStatus(worker.queue);
      if (!status?.consumers.includes(worker.name)) return;
      await sleep(LOOK_MS);
    }
  }

  return {
    spawner: {
      ...spawner,
      async start(spec, options) {
        const status = await spawner.start(spec, options);
        const queue = spec.env[WORKER_ENVIRONMENT.queue];
        if (queue !== undefined) queues.set(status.id, { name: spec.name, queue });
        return status;
      },
      async stop(id, options) {
        if (stopping.has(id)) return;
        const stopped = spawner.stop(id, options);
        stopping.set(id, stopped);
        stopped.catch(() => undefined);
        await Promise.race([stopped, untilOffQueue(id)]);
      },
      async remove(id, options) {
        const removed = (stopping.get(id) ?? Promise.resolve()).then(() =>
          spawner.remove(id, options),
        );
        if (!stopping.has(id)) return await removed;
        stopping.set(id, removed);
        removed
          .catch(() => undefined)
          .finally(() => {
            stopping.delete(id);
            queues.delete(id);
          });
      },
    },
    async settled() {
      await Promise.allSettled(stopping.values());
    },
  };
}
