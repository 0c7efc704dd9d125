import type { QueuedMessage } from './message.ts';
import type { Queue } from './queue.ts';

/** Who takes messages off a queue; a channel's side of a subscription. */
export interface Consumer {
  readonly tag: string;
  readonly isExclusive: boolean;
  /** Whether it can be given one more now. */
  hasRoom(): boolean;
  deliver(queued: QueuedMessage): void;
  /** The queue is gone. */
  onCancelled(queue: Queue): void;
}
