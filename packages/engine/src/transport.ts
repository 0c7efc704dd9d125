import type Docker from 'dockerode';
import { EngineError } from './engine-error.ts';
import { toEngineError } from './translate-error.ts';

/** How one call may end early. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Bound of the answer in milliseconds; the connection's own unless given. */
  readonly timeoutMs?: number;
}

/** What every part of an engine needs to ask it something. */
export interface Transport {
  readonly docker: Docker;
  readonly address: string;
  readonly timeoutMs: number;
  /** Aborted when the engine is closed. */
  readonly closed: AbortSignal;
}

/**
 * Runs one request within its bound; what it throws is an `EngineError`.
 *
 * `run` gets a signal that ends the request. Where the library does not heed it, the wait ends all
 * the same, and `discard` gets what comes too late.
 */
export async function callEngine<T>(
  transport: Transport,
  call: CallOptions & { readonly action: string; readonly discard?: (late: T) => void },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { address } = transport;
  const { action } = call;
  const timeoutMs = call.timeoutMs ?? transport.timeoutMs;
  const timer = new AbortController();
  const toEnd = () => stopped({ action, timeoutMs, late: timer.signal.aborted }, address);
  const stops = [transport.closed, timer.signal, ...(call.signal ? [call.signal] : [])];
  const signal = AbortSignal.any(stops);
  if (signal.aborted) throw toEnd();
  const timeout = setTimeout(() => timer.abort(), timeoutMs);
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(toEnd());
  signal.addEventListener('abort', onAbort, { once: true });
  // Within a promise, so that what it throws at once ends the timer as well.
  const running = Promise.resolve(signal).then(run);
  try {
    return await Promise.race([running, aborted.promise]);
  } catch (error) {
    running.then(call.discard, () => undefined);
    if (signal.aborted) throw toEnd();
    throw toEngineError(error, { address, action });
  } finally {
    clearTimeout(timeout);
    signal.removeEventListener('abort', onAbort);
  }
}

function stopped(
  call: { readonly action: string; readonly timeoutMs: number; readonly late: boolean },
  address: string,
): EngineError {
  const { action, timeoutMs, late } = call;
  if (late)
    return new EngineError(
      'TIMEOUT',
      `Cannot ${action}: the Docker engine at ${address} gave no answer within ${timeoutMs} ms.`,
      { address, remedy: 'See whether the engine hangs (`docker info`), and restart it if so.' },
    );
  return new EngineError('ABORTED', `Cannot ${action}: the wait was ended.`, { address });
}
