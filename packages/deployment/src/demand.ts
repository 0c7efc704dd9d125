import type { Abortable } from './ports.ts';

/** That an app is used, by the name of its task queue. */
export interface QueueUse {
  readonly queue: string;
  /** `called`: a caller says that it sends calls. `worked`: a worker says that it has had some. */
  readonly kind: 'called' | 'worked';
}

/** What callers and workers tell of the use of apps. Adapter: `watchDemand` of `@celeriac/broker`. */
export interface DemandWatch extends AsyncDisposable {
  /** Whom to tell; one at a time, and nothing is kept for later. */
  onUse(listener: (use: QueueUse) => void): void;
  /** Tells those who have announced calls of that queue, within the last minutes, that its app starts. */
  tellStarting(queue: string, options?: Abortable): Promise<void>;
}
