/** Counts a context while it streams, and tells of it now and then. */
export interface ContextMeter {
  /** Counts what passes. */
  count(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Resolves to the bytes so far once there is news, at most four times a second. */
  next(): Promise<number>;
  /** Ends the waiting for news: no promise of `next` is left unresolved by a timer. */
  stop(): void;
}

const INTERVAL_MS = 250;

/** Makes a meter of one context. */
export function createContextMeter(): ContextMeter {
  let bytes = 0;
  let told = 0;
  let waiting: PromiseWithResolvers<number> | undefined;
  const tell = (): void => {
    if (bytes === told || waiting === undefined) return;
    told = bytes;
    waiting.resolve(bytes);
    waiting = undefined;
  };
  const timer = setInterval(tell, INTERVAL_MS);
  timer.unref();
  return {
    async *count(source) {
      for await (const chunk of source) {
        bytes += chunk.length;
        yield chunk;
      }
      clearInterval(timer);
      tell();
    },
    next: () => (waiting ??= Promise.withResolvers<number>()).promise,
    stop: () => clearInterval(timer),
  };
}

/**
 * Yields messages, and what the meter tells between them; ends with the messages.
 *
 * `end` ends the source of the messages: it is called when this is left, so that nobody waits for a
 * message that is still to come.
 */
export async function* withMeter<Message>(
  messages: AsyncIterable<Message>,
  meter: ContextMeter,
  end: () => void,
): AsyncGenerator<Message | { readonly kind: 'context'; readonly bytes: number }> {
  const iterator = messages[Symbol.asyncIterator]();
  let coming = iterator.next();
  try {
    for (;;) {
      const news = meter.next().then((bytes) => ({ kind: 'context' as const, bytes }));
      const turn = await Promise.race([coming.then((result) => ({ result })), news]);
      if (!('result' in turn)) yield turn;
      else if (turn.result.done === true) return;
      else {
        coming = iterator.next();
        // Told by the await above; it may come while the consumer is at work.
        coming.catch(() => undefined);
        yield turn.result.value;
      }
    }
  } finally {
    meter.stop();
    end();
    await iterator.return?.().catch(() => undefined);
  }
}
