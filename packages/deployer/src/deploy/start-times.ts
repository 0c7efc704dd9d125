import type { ReadyWord, StartedContainer, StartTimes } from '@celeriac/deployment';

/** A worker's word, and when it came, in milliseconds of `performance.now()`. */
export type TimedWord = ReadyWord & { readonly at: number };

/** Notes when a word comes; nobody has to wait for it. */
export function timed(ready: Promise<ReadyWord>): Promise<TimedWord> {
  const word = ready.then((told) => ({ ...told, at: performance.now() }));
  word.catch(() => undefined);
  return word;
}

/** Parts the time of a start; what comes before the backend is asked counts as creating. */
export function toStartTimes(
  at: { readonly began: number; readonly asked: number; readonly ready: number },
  { times: { createMs, startMs } }: Pick<StartedContainer, 'times'>,
  { imports }: ReadyWord,
): StartTimes {
  const rest = at.ready - at.asked - createMs - startMs - (imports?.ms ?? 0);
  return {
    createMs: at.asked - at.began + createMs,
    startMs,
    ...(imports !== undefined && { imports }),
    // A backend may tell that a container runs when its worker is past that.
    readyMs: Math.max(0, rest),
  };
}
