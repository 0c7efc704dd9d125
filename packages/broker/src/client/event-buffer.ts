/** What one side tells and the other takes in its own time. */
export interface EventBuffer<T> extends AsyncIterable<T> {
  push(value: T, bytes: number): void;
  /** Nothing more comes; with an error, that is what follows the values that wait. */
  end(error?: Error): void;
  /** Values that nobody took in time. */
  readonly dropped: number;
}

/** How much may wait, and what happens to what is more. */
export interface EventBufferOptions {
  readonly maxValues: number;
  readonly maxBytes: number;
  /** Makes the error that ends the values; left out, the oldest ones give way. */
  readonly toError?: (limit: string) => Error;
}

interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes a bounded buffer. All its iterators share it: each value goes to one of them, and to leave a
 * loop leaves the rest to the next.
 */
export function createEventBuffer<T>(options: EventBufferOptions): EventBuffer<T> {
  const values: { readonly value: T; readonly bytes: number }[] = [];
  const waiters: Waiter<T>[] = [];
  let held = 0;
  let dropped = 0;
  let over: { readonly error: Error | undefined } | undefined;

  const overflow = (): string | undefined => {
    if (values.length > options.maxValues) return `${options.maxValues} values`;
    return held > options.maxBytes ? `${options.maxBytes} bytes` : undefined;
  };
  const end = (error?: Error): void => {
    if (over !== undefined) return;
    over = { error };
    for (const waiter of waiters.splice(0))
      if (error === undefined) waiter.resolve({ done: true, value: undefined });
      else waiter.reject(error);
  };
  const makeRoom = (): void => {
    for (let limit = overflow(); limit !== undefined; limit = overflow()) {
      dropped++;
      if (options.toError !== undefined) {
        held -= values.pop()!.bytes;
        return end(options.toError(limit));
      }
      held -= values.shift()!.bytes;
    }
  };
  const next = (): Promise<IteratorResult<T, undefined>> => {
    const first = values.shift();
    if (first !== undefined) {
      held -= first.bytes;
      return Promise.resolve({ done: false, value: first.value });
    }
    if (over?.error !== undefined) return Promise.reject(over.error);
    if (over !== undefined) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
  };
  return {
    push(value, bytes) {
      if (over !== undefined) return void dropped++;
      const waiter = waiters.shift();
      if (waiter !== undefined) return waiter.resolve({ done: false, value });
      values.push({ value, bytes });
      held += bytes;
      makeRoom();
    },
    end,
    get dropped() {
      return dropped;
    },
    [Symbol.asyncIterator]: () => ({ next }),
  };
}
