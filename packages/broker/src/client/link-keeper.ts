import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerError } from '../broker-error.ts';
import { toBackOffMs } from '../connection/back-off.ts';
import { openLink, type Link, type LinkEvents, type LinkOptions } from './open-link.ts';

/** Keeps one link, connecting again after a loss. */
export interface LinkKeeper {
  readonly link: Link | undefined;
  readonly reconnects: number;
  /** Connects again where there is no link and nobody tries; `onGivenUp` or `onOpen` follows. */
  want(): void;
  close(): Promise<void>;
}

/** What a keeper tells besides what its link tells. */
export interface LinkKeeperEvents extends LinkEvents {
  onOpen(): void;
  /** Connecting again failed for as long as it was to be tried; `want` begins anew. */
  onGivenUp(error: BrokerError): void;
}

/** How long and to where a keeper connects. */
export interface LinkKeeperOptions extends LinkOptions {
  readonly reconnectTimeoutMs: number;
}

/** Opens the first link, whose failure is thrown, and keeps it from then on. */
export async function createLinkKeeper(
  options: LinkKeeperOptions,
  events: LinkKeeperEvents,
  signal?: AbortSignal,
): Promise<LinkKeeper> {
  const end = new AbortController();
  let reconnects = 0;
  let trying: Promise<void> | undefined;
  const linkEvents: LinkEvents = {
    ...events,
    onLost(error) {
      link = undefined;
      events.onLost(error);
      want();
    },
  };
  let link: Link | undefined = await openLink(options, linkEvents, signal);

  const tryAgain = async (): Promise<void> => {
    const until = performance.now() + options.reconnectTimeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        await sleep(toBackOffMs(failures), undefined, { signal: end.signal });
        link = await openLink(options, linkEvents, end.signal);
        reconnects++;
        return events.onOpen();
      } catch (error) {
        if (end.signal.aborted) return;
        if (!(error instanceof BrokerError)) throw error;
        if (error.retryable && performance.now() < until) continue;
        // Whoever is told may want the next link at once.
        trying = undefined;
        return events.onGivenUp(error);
      }
    }
  };
  const want = (): void => {
    if (link !== undefined || trying !== undefined || end.signal.aborted) return;
    const attempt = tryAgain().finally(() => {
      if (trying === attempt) trying = undefined;
    });
    trying = attempt;
  };
  return {
    get link() {
      return link;
    },
    get reconnects() {
      return reconnects;
    },
    want,
    async close() {
      end.abort();
      await trying;
      await link?.close();
      link = undefined;
    },
  };
}
