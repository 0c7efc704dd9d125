import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError } from '../broker-error.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import { createBound } from '../connection/bound.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import * as errors from './call-errors.ts';
import type { Link } from './open-link.ts';
import type { TaskCall } from './task-call.ts';

/** Sees to it that answers for later find their queue. */
export interface LaterQueueKeeper {
  /** The queue, once a call for later was made: whoever connects anew makes it before all else. */
  readonly wanted: string | undefined;
  /**
   * Makes the queue where it was not made lately, within the time of the call; rejects with what is to
   * be told of the call where it cannot. Ends at once with the signal.
   */
  ensure(call: TaskCall, signal: AbortSignal | undefined): Promise<void>;
}

/** A queue that somebody has removed is made again after so long, and its lease is renewed. */
const RENEW_MS = 5_000;
const LONGEST_PAUSE = 4;

/**
 * Makes one for a queue of that name; `getLink` asks for a link where there is none. With `over`, the
 * client is closed, and calls need no queue to be told so.
 */
export function createLaterQueueKeeper(
  queue: string,
  { getLink, over }: { getLink(): Link | undefined; readonly over: AbortSignal },
): LaterQueueKeeper {
  let wanted: string | undefined;
  let made: { readonly link: Link; readonly until: number } | undefined;
  let making: { readonly link: Link; readonly done: Promise<void> } | undefined;

  const isMade = (): boolean =>
    made !== undefined && made.link === getLink() && performance.now() < made.until;
  const make = (link: Link): Promise<void> => {
    if (making?.link === link) return making.done;
    const done = link
      .declare(queue)
      .then(() => void (made = { link, until: performance.now() + RENEW_MS }))
      .finally(() => (making = undefined));
    making = { link, done };
    return done;
  };
  const keepMaking = async (signal: AbortSignal, onFailed: (e: unknown) => void): Promise<void> => {
    for (let failures = 0; !isMade(); failures++)
      try {
        const link = getLink();
        if (link !== undefined) await untilAborted(make(link), { what: 'Queueing', signal });
        else await sleep(toBackOffMs(Math.min(failures, LONGEST_PAUSE)), undefined, { signal });
      } catch (error) {
        if (signal.aborted || !(error instanceof BrokerError) || !error.retryable) throw error;
        onFailed(error);
        await sleep(toBackOffMs(Math.min(failures, LONGEST_PAUSE)), undefined, { signal });
      }
  };
  return {
    get wanted() {
      return wanted;
    },
    async ensure(call, signal) {
      wanted = queue;
      if (isMade()) return;
      let last: unknown;
      const ended = signal === undefined ? over : AbortSignal.any([over, signal]);
      using bound = createBound(Math.max(0, call.deadline - performance.now()), ended);
      try {
        await keepMaking(bound.signal, (error) => (last = error));
      } catch (error) {
        if (over.aborted || signal?.aborted === true) return;
        throw bound.timedOut ? errors.notQueued(call, last) : error;
      }
    },
  };
}
