import type { Consumer } from '../model/consumer.ts';
import type { QueuedMessage } from '../model/message.ts';
import type { Queue } from '../model/queue.ts';
import type { ChannelConsumers } from './channel-consumers.ts';

/** How a client subscribed. */
export interface Subscription {
  readonly tag: string;
  /** Deliveries are settled as they go out. */
  readonly noAck: boolean;
  readonly isExclusive: boolean;
  /** Deliveries that it may have unsettled; 0 is no bound. */
  readonly prefetch: number;
}

/** One subscription of a channel. */
export class ChannelConsumer implements Consumer {
  readonly queue: Queue;
  readonly tag: string;
  readonly noAck: boolean;
  readonly isExclusive: boolean;
  readonly #prefetch: number;
  readonly #channel: ChannelConsumers;
  unsettled = 0;

  constructor(channel: ChannelConsumers, queue: Queue, subscription: Subscription) {
    this.#channel = channel;
    this.queue = queue;
    this.tag = subscription.tag;
    this.noAck = subscription.noAck;
    this.isExclusive = subscription.isExclusive;
    this.#prefetch = subscription.prefetch;
  }

  hasRoom(): boolean {
    const isFull = !this.noAck && this.#prefetch > 0 && this.unsettled >= this.#prefetch;
    return !isFull && this.#channel.hasRoom;
  }

  deliver(queued: QueuedMessage): void {
    this.#channel.deliver(this, queued);
  }

  onCancelled(): void {
    this.#channel.forget(this, true);
  }
}
