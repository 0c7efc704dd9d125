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
  /** With `removeQueue`, the broker is told that no reply is awaited any more. */
  close(options: { readonly removeQueue: boolean }): Promise<void>;
}

/** What a keeper tells besides what its link tells. */
export interface LinkKeeperEvents extends LinkEvents {
  /** Connected again. */
  onOpen(link: Link): void;
  /** Connecting again failed for as long as it was to be tried, or for good; `want` begins anew. */
  onGivenUp(error: BrokerError): void;
}

/** How long and to where a keeper connects. */
export interface LinkKeeperOptions extends LinkOptions {
  readonly reconnectTimeoutMs: number;
}

/** So long the broker may see too late that a process which had a name is gone. */
export const NAME_GRACE_MS = 1_000;

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
    onRepliesBack(isNew) {
      reconnects++;
      events.onRepliesBack(isNew);
    },
  };
  let link: Link | undefined = await openFirst(options, linkEvents, signal);

  const tryAgain = async (): Promise<void> => {
    const until = performance.now() + options.reconnectTimeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        await sleep(toBackOffMs(failures), undefined, { signal: end.signal });
        link = await openLink(options, linkEvents, end.signal);
        reconnects++;
        return events.onOpen(link);
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
    async close(closing) {
      end.abort();
      await trying;
      await link?.close(closing);
      link = undefined;
    },
  };
}

/** The broker sees some moments late that the process that had a name before was killed. */
async function openFirst(
  options: LinkKeeperOptions,
  events: LinkEvents,
  signal: AbortSignal | undefined,
): Promise<Link> {
  const until = performance.now() + NAME_GRACE_MS;
  for (let failures = 0; ; failures++) {
    try {
      return await openLink(options, events, signal);
    } catch (error) {
      const taken = error instanceof BrokerError && error.code === 'CLIENT_NAME_TAKEN';
      if (!taken || performance.now() > until) throw error;
      await sleep(toBackOffMs(failures));
    }
  }
}
