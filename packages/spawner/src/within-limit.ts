import { type EndCause, explainCause } from '@celeriac/deployment';
import type { CallOptions } from '@celeriac/engine';
import { SpawnError } from './spawn-error.ts';

/** What is done within a limit, for the error where it is not. */
export interface LimitedStep {
  readonly container: string;
  readonly state: Extract<EndCause, { readonly kind: 'stuck' }>['state'];
  readonly limitMs: number;
  /** When it began, by `performance.now()`; now unless given. */
  readonly sinceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs what moves a container on, and throws `TIMEOUT` where that takes longer than it may.
 *
 * What runs is told by its signal, and is left to tidy up by itself.
 */
export async function withinLimit<T>(
  step: LimitedStep,
  run: (call: CallOptions) => Promise<T>,
): Promise<T> {
  const { limitMs, sinceMs = performance.now(), signal } = step;
  const over = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      over.abort();
      late.reject(tooLate(step));
    },
    sinceMs + limitMs - performance.now(),
  );
  const running = run({
    signal: signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]),
  });
  running.catch(() => undefined);
  try {
    return await Promise.race([running, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate({ container, state, limitMs }: LimitedStep): SpawnError {
  const endCause = { kind: 'stuck', state, limitMs } as const;
  const { message, remedy } = explainCause(endCause, { name: container });
  return new SpawnError('TIMEOUT', message, {
    ...{ container, endCause },
    ...(remedy !== undefined && { remedy }),
  });
}
