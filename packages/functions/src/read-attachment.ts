import { BrokerError } from '@celeriac/broker';
import type { Attachment } from '@celeriac/signature';
import { FunctionsError } from './functions-error.ts';

/** How long bytes of arguments are waited for. */
export interface ReadOptions {
  /** Ends the call with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined;
  /** Ends it with `UNREADABLE_ARGUMENT`. */
  readonly deadline: AbortSignal;
}

/**
 * The bytes of an attachment in pieces, as many as it said.
 *
 * Throws `UNREADABLE_ARGUMENT` where their source fails, gives more or less than it said, or does not
 * give them in time.
 */
export async function* readAttachment(
  { at, bytes }: Attachment,
  { signal, deadline }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  if (bytes.kind === 'chunks') return yield* bytes.chunks;
  const name = String(at[0]);
  const ended = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const source = until(ended, bytes.stream());
  let size = 0;
  try {
    while (size <= bytes.size) {
      const next = await source.next().catch((cause: unknown) => {
        throw toReadError(name, cause, { signal, deadline });
      });
      if (next.done === true) break;
      size += next.value.byteLength;
      if (size <= bytes.size) yield next.value;
    }
  } finally {
    // Whoever stops early leaves no open file behind.
    await source.return(undefined);
  }
  if (size === bytes.size) return;
  const found = size > bytes.size ? 'more' : `only ${size}`;
  const message = `${name}: it said that it has ${bytes.size} bytes, and gave ${found}.`;
  throw new FunctionsError('UNREADABLE_ARGUMENT', message, {
    remedy: 'Leave a file alone while it is sent.',
  });
}

function toReadError(
  name: string,
  cause: unknown,
  { signal, deadline }: ReadOptions,
): BrokerError | FunctionsError {
  if (signal?.aborted)
    return new BrokerError('CANCELLED', `The call was cancelled while ${name} was read.`, {
      cause: signal.reason,
    });
  const why = deadline.aborted ? 'they did not come in time.' : (cause as Error).message;
  const message = `${name}: its bytes cannot be read: ${why}`;
  return new FunctionsError('UNREADABLE_ARGUMENT', message, { cause });
}

/** Gives what comes until the signal; nothing that does not come is waited for after it. */
async function* until<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), promise]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A source that hangs would hang in here as well.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
