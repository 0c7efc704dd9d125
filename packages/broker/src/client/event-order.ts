import type { ReplyPosition } from '@celeriac/deployment';

/** Which events of one call are news, whatever comes twice or out of an earlier run. */
export interface EventOrder {
  /** Whether the event is newer than all before it. */
  isNews(position: ReplyPosition): boolean;
  /**
   * Whether a partial result that is news goes beyond what earlier runs gave: a function that runs
   * again gives again what it gave before, and then goes on.
   */
  isNewValue(): boolean;
}

/** Makes the order of a call of which nothing was told yet. */
export function createEventOrder(): EventOrder {
  let run = 1;
  let seq = 0;
  let indexInRun = 0;
  let given = 0;
  return {
    isNews(position) {
      const inRun = position.run ?? 1;
      const isOld = inRun === run && position.seq !== undefined && position.seq <= seq;
      if (inRun < run || isOld) return false;
      if (inRun > run) indexInRun = 0;
      run = inRun;
      seq = position.seq ?? seq;
      return true;
    },
    isNewValue() {
      if (++indexInRun <= given) return false;
      given = indexInRun;
      return true;
    },
  };
}
