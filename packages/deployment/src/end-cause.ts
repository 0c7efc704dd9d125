/**
 * Why a container ended, or could not be started.
 *
 * - `out-of-memory`: the kernel killed it at its memory limit; `peakMiB` is the most that it used
 * - `exited`: its main process ended by itself
 * - `signalled`: a signal ended it that did not come through its engine, such as a crash
 * - `stopped`: it was told to, through its engine: by us, or by somebody else
 * - `removed`: it is gone, and somebody else did it
 * - `engine-lost`: its engine, or the machine, ended and took it along
 * - `image-gone`: what it is made from is not there any more
 * - `disk-full`: it, or its engine, had no room left on disk; `freeBytes` are free where the engine keeps its data
 * - `start-failed`: it could not be started for another reason, in the engine's words
 * - `stuck`: it has not ended, but was in a state for longer than its limit (`StateLimits`)
 */
export type EndCause =
  | { readonly kind: 'out-of-memory'; readonly limitMiB: number; readonly peakMiB?: number }
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: number }
  | { readonly kind: 'stopped'; readonly by: 'us' | 'somebody'; readonly signal?: number }
  | { readonly kind: 'removed' }
  | { readonly kind: 'engine-lost' }
  | { readonly kind: 'image-gone'; readonly image: string }
  | { readonly kind: 'disk-full'; readonly freeBytes?: number }
  | { readonly kind: 'start-failed'; readonly message: string }
  | {
      readonly kind: 'stuck';
      /** `running`: without its worker on its queue. */
      readonly state: 'pending' | 'running' | 'stopping';
      /** How long it may be in that state, its grace included. */
      readonly limitMs: number;
    };

/** Whether a container that ended so failed, rather than that it was done or was told to end. */
export function isFailure(cause: EndCause): boolean {
  if (cause.kind === 'stopped') return false;
  return cause.kind !== 'exited' || cause.exitCode !== 0;
}
