import type { StartTimes } from '@celeriac/deployment';
import type { LifeEvent } from '../life/life-event.ts';
import type { WorkerProblem } from './condition-record.ts';
import type { NetworkEvent, NetworkLookFailed } from './secure-networks.ts';
import type { BlobSweepEvent } from './sweep-blobs.ts';

/** What a controller tells while it runs. */
export type ControllerEvent =
  | {
      readonly kind: 'scaled';
      readonly plugin: string;
      readonly app: string;
      readonly from: number;
      readonly to: number;
      readonly reason: string;
    }
  | { readonly kind: 'starting'; readonly container: string; readonly reason: string }
  | {
      readonly kind: 'ready';
      readonly container: string;
      readonly durationMs: number;
      readonly times: StartTimes;
    }
  /** A container runs whose worker is not on its queue; it has the time of a start to come back. */
  | { readonly kind: 'off-queue'; readonly container: string; readonly reason?: string }
  /** It is on its queue again, after so long. */
  | { readonly kind: 'back'; readonly container: string; readonly durationMs: number }
  /** A start that failed, or a worker that ended or did not come back while it was off its queue. */
  | { readonly kind: 'start-failed'; readonly container: string; readonly error: Error }
  /** A container ended, or a process of it was killed, and nobody of us did it. */
  | ({ readonly kind: 'problem' } & WorkerProblem)
  /** Waiting callers of an app that does not come up were told why. */
  | {
      readonly kind: 'callers-told';
      readonly plugin: string;
      readonly app: string;
      readonly calls: number;
    }
  | {
      readonly kind: 'removed';
      readonly container: string;
      readonly reason: string;
      /** Its app is deployed, and no call needed it. */
      readonly isIdle?: boolean;
    }
  | LifeEvent
  | { readonly kind: 'catalog-mended'; readonly plugin: string }
  | { readonly kind: 'queue-mended'; readonly plugin: string; readonly queue: string }
  | BlobSweepEvent
  | NetworkEvent
  | NetworkLookFailed
  /** Something failed as a whole; it is tried again, and told again where it fails otherwise. */
  | { readonly kind: 'failed'; readonly plugin?: string; readonly error: Error };
