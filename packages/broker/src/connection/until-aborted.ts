import { BrokerError } from '../broker-error.ts';

/** Waits for `promise`, but no longer than until the signal: then rejects with `CANCELLED`. */
export async function untilAborted<T>(
  promise: Promise<T>,
  options: { readonly what: string; readonly signal: AbortSignal | undefined },
): Promise<T> {
  const { signal, what } = options;
  if (signal === undefined) return promise;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () =>
      reject(new BrokerError('CANCELLED', `${what} was cancelled.`, { cause: signal.reason }));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    // Whichever lost the race may still reject, with nobody left to hear it.
    promise.catch(() => undefined);
  }
}
