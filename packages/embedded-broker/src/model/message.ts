import type { ContentHeader } from '../wire/content-header.ts';

/** What was published, shared by all queues that it went to. */
export interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly header: ContentHeader;
  readonly body: Buffer;
}

/** One message in one queue. */
export interface QueuedMessage {
  readonly message: Message;
  /** Its place in the queue: the order in which messages came. */
  readonly place: number;
  /** `performance.now()` at which it is dropped; `Infinity` where it stays. */
  expiresAt: number;
  /** How often it came back; counted by quorum queues. */
  deliveryCount: number;
  redelivered: boolean;
}
