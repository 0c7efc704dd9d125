/** What is to be done of one thing, and whom it is told. */
interface Waiting<T> {
  readonly item: T;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Makes a function that does a thing, one run at a time: what is asked for while one is on its way is
 * done together in the next, at most `most` at once.
 *
 * Where a run of several fails by an error that `isOfOne` names, each of them is tried alone, so that
 * one that cannot be done fails no other; any other error is told to all.
 */
export function gatherRuns<T>(
  run: (items: readonly T[]) => Promise<void>,
  { most, isOfOne }: { readonly most: number; readonly isOfOne: (error: unknown) => boolean },
): (item: T) => Promise<void> {
  const waiting: Waiting<T>[] = [];
  let isRunning = false;

  const runBatch = async (batch: readonly Waiting<T>[]): Promise<void> => {
    try {
      await run(batch.map(({ item }) => item));
      for (const { done } of batch) done.resolve();
    } catch (error) {
      if (batch.length > 1 && isOfOne(error)) for (const one of batch) await runBatch([one]);
      else for (const { done } of batch) done.reject(error);
    }
  };
  const work = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) await runBatch(waiting.splice(0, most));
    isRunning = false;
  };
  return (item) => {
    const done: PromiseWithResolvers<void> = Promise.withResolvers();
    waiting.push({ item, done });
    if (!isRunning) void work();
    return done.promise;
  };
}
