import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError } from '../broker-error.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import type { OpenReplies } from './open-replies.ts';

/** The way by which replies come, opened again by itself: calls need not end with it. */
export interface KeptReplies {
  /** None while it is lost. */
  readonly current: OpenReplies | undefined;
  /** Opens it no more. */
  end(): void;
}

/** What is told of it; none of it may throw. */
export interface KeptRepliesEvents {
  /** What came and is not settled comes again, if at all. */
  onRepliesLost(): void;
  /** With `isNew`, no answer to an earlier call will come. */
  onRepliesBack(isNew: boolean): void;
  /** It cannot be opened again. */
  onGone(error: BrokerError): void;
}

/** Keeps it from its first opening on; it is tried to open it again for so long. */
export function keepReplies(
  first: OpenReplies,
  { open, patienceMs }: { open(signal: AbortSignal): Promise<OpenReplies>; patienceMs: number },
  events: KeptRepliesEvents,
): KeptReplies {
  const end = new AbortController();
  let current: OpenReplies | undefined;
  const openAgain = async (): Promise<void> => {
    const until = performance.now() + patienceMs;
    for (let failures = 0; ; failures++) {
      try {
        await sleep(toBackOffMs(failures), undefined, { signal: end.signal });
        const opened = await open(end.signal);
        if (end.signal.aborted) return void opened.close();
        watch(opened);
        return events.onRepliesBack(opened.isNew);
      } catch (error) {
        if (end.signal.aborted) return;
        if (!(error instanceof BrokerError)) throw error;
        if (!error.retryable || performance.now() > until) return events.onGone(error);
      }
    }
  };
  const watch = (opened: OpenReplies): void => {
    current = opened;
    opened.onLost(() => {
      if (end.signal.aborted) return;
      current = undefined;
      void opened.close();
      events.onRepliesLost();
      void openAgain();
    });
  };
  watch(first);
  return {
    get current() {
      return current;
    },
    end: () => end.abort(),
  };
}
