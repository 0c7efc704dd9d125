import type { LayerChange } from '@celeriac/codegen';
import type { StartTimes } from '@celeriac/deployment';
import type { ContractComparison } from '@celeriac/signature';
import type { DrainingEvent, RetiredEvent } from '../change/departure-event.ts';
import type { WaitingEvent } from '../change/waiting-event.ts';
import type { LifeEvent } from '../life/life-event.ts';
import type { LockEvent } from '../lock/lock-event.ts';
import type { AppChange } from '../plan/compare-app.ts';

/** What a deploy tells while it runs; the last event of a deploy or rollback is `deployed`. */
export type DeployEvent =
  | WaitingEvent
  | LockEvent
  | ({ readonly kind: 'planned'; readonly app: string; readonly image: string } & AppChange)
  /** What callers of a plugin that is deployed already can notice; told before anything is done. */
  | ({ readonly kind: 'compared'; readonly plugin: string } & ContractComparison)
  /** Of a preview: what a build of the app's image would reuse; empty where none is built. */
  | { readonly kind: 'layers'; readonly app: string; readonly layers: readonly LayerChange[] }
  | { readonly kind: 'image-exists'; readonly app: string; readonly image: string }
  | { readonly kind: 'starting'; readonly app: string; readonly container: string }
  | {
      readonly kind: 'ready';
      readonly app: string;
      readonly container: string;
      readonly durationMs: number;
      /** Where that went. */
      readonly times: StartTimes;
    }
  /** It does not come up; the deploy ends with that error. */
  | {
      readonly kind: 'start-failed';
      readonly app: string;
      readonly container: string;
      readonly error: Error;
    }
  | LifeEvent
  | { readonly kind: 'switched'; readonly plugin: string }
  | DrainingEvent
  | RetiredEvent
  /** Of a scaling: how many containers the app has now. */
  | { readonly kind: 'scaled'; readonly app: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'deployed';
      readonly plugin: string;
      /** Number to go back to: `celeriac rollback`. */
      readonly release: number;
      /** Call names, `Demo:add`, sorted. */
      readonly functions: readonly string[];
      readonly changed: number;
      readonly durationMs: number;
    };
