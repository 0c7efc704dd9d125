import type { Abortable } from './ports.ts';

/** That an app is used, by the name of its task queue. */
export type QueueUse =
  /** A caller says that it sends calls. */
  | { readonly kind: 'called'; readonly queue: string }
  /**
   * A worker says that it has had some; `user` is the broker user that said so, as the broker has
   * checked: whether that is the app's own is the listener's to look at.
   */
  | { readonly kind: 'worked'; readonly queue: string; readonly user: string };

/** What callers and workers tell of the use of apps. Adapter: `watchDemand` of `@celeriac/broker`. */
export interface DemandWatch extends AsyncDisposable {
  /** Whom to tell; one at a time, and nothing is kept for later. */
  onUse(listener: (use: QueueUse) => void): void;
  /** Tells those who have announced calls of that queue, within the last minutes, that its app starts. */
  tellStarting(queue: string, options?: Abortable): Promise<void>;
}
