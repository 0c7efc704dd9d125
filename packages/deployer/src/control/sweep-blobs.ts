import type { BlobStore } from '@celeriac/deployment';
import type { Emit } from '../event-stream.ts';

/** What a sweep of the blob store did. */
export type BlobSweepEvent =
  /** So many calls had left blobs, because their client had ended or their time was over. */
  | { readonly kind: 'blobs-swept'; readonly calls: number }
  | { readonly kind: 'blob-sweep-failed'; readonly error: Error };

/** Makes what sweeps the blob store where `everyMs` have passed since it did so last. */
export function createBlobSweep(
  blobs: BlobStore,
  everyMs: number,
): (emit: Emit<BlobSweepEvent>, signal: AbortSignal) => Promise<void> {
  let last = -Infinity;
  return async (emit, signal) => {
    if (performance.now() - last < everyMs) return;
    last = performance.now();
    try {
      const calls = await blobs.sweep({ signal });
      if (calls > 0) emit({ kind: 'blobs-swept', calls });
    } catch (error) {
      if (!signal.aborted) emit({ kind: 'blob-sweep-failed', error: error as Error });
    }
  };
}
