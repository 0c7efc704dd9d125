import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployerPorts } from '../deployer-options.ts';
import { type Emit, streamEvents } from '../event-stream.ts';
import { createBackoff } from './backoff.ts';
import { type BlobSweepEvent, createBlobSweep } from './sweep-blobs.ts';
import { type ReconcileContext, type ReconcileEvent, reconcile } from './reconcile.ts';

/** What a controller tells while it runs. */
export type ControllerEvent =
  | ReconcileEvent
  | BlobSweepEvent
  /** A round failed; the next one comes. */
  | { readonly kind: 'failed'; readonly error: Error };

/** How a controller works. */
export interface ControllerOptions {
  readonly ports: Pick<DeployerPorts, 'spawner' | 'catalog' | 'desired' | 'blobs'>;
  /** Time between two rounds. Default 2,000. */
  readonly intervalMs?: number;
  /** Time between two sweeps of the blob store. Default 15,000. */
  readonly blobSweepMs?: number;
}

/** The loop that keeps what is deployed running and removes what is not, until it is told to stop. */
export interface Controller {
  /** Runs until `signal` aborts, then ends without an error. */
  run(options: { signal: AbortSignal }): AsyncIterable<ControllerEvent>;
}

/** Makes a controller; at most one should run on an instance, whoever starts it holds the lock. */
export function createController(options: ControllerOptions): Controller {
  const { ports, intervalMs = 2000, blobSweepMs = 15_000 } = options;
  const loop = async (emit: Emit<ControllerEvent>, signal: AbortSignal): Promise<void> => {
    const backoff = createBackoff();
    const sweepBlobs = createBlobSweep(ports.blobs, blobSweepMs);
    while (!signal.aborted) {
      await round({ ports, emit, signal, backoff });
      await sweepBlobs(emit, signal);
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return { run: ({ signal }) => streamEvents(loop, signal) };
}

/** One round under the lock; a deploy at work has precedence, and a failure waits for the next. */
async function round(
  context: Omit<ReconcileContext, 'emit'> & { emit: Emit<ControllerEvent> },
): Promise<void> {
  try {
    await context.ports.desired.withLock('reconciliation', () => reconcile(context));
  } catch (error) {
    if (context.signal.aborted || (error as { code?: string }).code === 'LOCKED') return;
    context.emit({ kind: 'failed', error: error as Error });
  }
}
