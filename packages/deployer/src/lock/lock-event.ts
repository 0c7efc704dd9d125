import type { BuildEvent } from '@celeriac/deployment';
import type { LockChange } from './compare-locks.ts';

/** What resolving dependencies tells; nothing of apps whose lock is up to date. */
export type LockEvent =
  | { readonly kind: 'locking'; readonly app: string }
  | { readonly kind: 'build'; readonly app: string; readonly event: BuildEvent }
  | {
      readonly kind: 'locked';
      readonly app: string;
      /** Relative to the plugin's root. */
      readonly file: string;
      /** False where the folder cannot be written to: the next deploy resolves again. */
      readonly kept: boolean;
      readonly changes: readonly LockChange[];
      readonly durationMs: number;
    };
