import type { Channel, ConsumeMessage } from 'amqplib';

/** Tells the broker which messages are done with, many at a time. */
export interface Acknowledger {
  /** A message came. */
  take(message: ConsumeMessage): void;
  /** It is done with; told to the broker within some milliseconds. */
  settle(message: ConsumeMessage): void;
  /** Tells what was not told yet. */
  flush(): void;
}

/** What is settled waits this long, or until so many are, to be told together. */
const FLUSH_MS = 10;
const FLUSH_COUNT = 200;

/** Makes one for a channel with one consumer; nothing is told on a channel that is closed. */
export function createAcknowledger(channel: Channel): Acknowledger {
  let settled: number[] = [];
  let held = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  channel.once('close', () => {
    closed = true;
    clearTimeout(timer);
  });
  const tell = (deliveryTag: number, allUpTo: boolean): void =>
    // The library reads nothing of a message but its tag.
    channel.ack({ fields: { deliveryTag } } as ConsumeMessage, allUpTo);
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const tags = settled;
    settled = [];
    if (closed || tags.length === 0) return;
    try {
      if (held === 0) tell(Math.max(...tags), true);
      else for (const tag of tags) tell(tag, false);
    } catch {
      // A connection that is closing takes nothing more, and what it was not told comes again.
      closed = true;
    }
  };
  return {
    take() {
      held++;
    },
    settle(message) {
      held--;
      if (closed) return;
      settled.push(message.fields.deliveryTag);
      if (settled.length >= FLUSH_COUNT) flush();
      else timer ??= setTimeout(flush, FLUSH_MS);
    },
    flush,
  };
}
