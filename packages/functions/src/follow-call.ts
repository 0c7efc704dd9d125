import type { CancelOptions, PendingCall } from '@celeriac/broker';
import type { CallHandle } from './call-handle.ts';
import { decodeAnswer } from './decode-answer.ts';
import type { SentCall } from './send-call.ts';

/**
 * Makes the handle of a call that was just sent, and of its repetition: `again` is asked once, with
 * the call's error, and sends it again or rejects with what the caller is to see.
 */
export function followCall(
  first: SentCall,
  again: (error: unknown, id: string) => Promise<SentCall>,
): CallHandle {
  let current = first.pending;
  let { transport, limits } = first;
  let cancelled: { readonly options: CancelOptions | undefined } | undefined;
  watch(current);
  // Settles when it is known whether the call was sent a second time.
  const second = first.pending.result.then(
    () => undefined,
    async (error: unknown) => {
      const sent = await again(error, first.pending.id);
      watch((current = sent.pending));
      ({ transport, limits } = sent);
      if (cancelled !== undefined) current.cancel(cancelled.options);
      return sent;
    },
  );
  const result = second.then(async (sent = first) =>
    decodeAnswer(sent.found, await sent.pending.result),
  );
  result.catch(() => undefined);

  async function* follow<T>(pick: (pending: PendingCall) => AsyncIterable<T>): AsyncGenerator<T> {
    yield* pick(first.pending);
    const sent = await second.catch(() => undefined);
    if (sent !== undefined) yield* pick(sent.pending);
  }
  async function* followPartials(): AsyncGenerator<unknown> {
    try {
      for await (const json of first.pending.partials())
        yield await decodeAnswer(first.found, json);
    } catch (error) {
      const ended = await first.pending.result.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== ended) throw error;
    }
    const sent = await second;
    if (sent === undefined) return;
    for await (const json of sent.pending.partials()) yield await decodeAnswer(sent.found, json);
  }
  return {
    id: first.pending.id,
    get state() {
      return current.state;
    },
    get worker() {
      return current.worker;
    },
    get timeLimits() {
      return limits;
    },
    get transport() {
      return transport;
    },
    result,
    progress: () => follow((pending) => pending.progress()),
    log: () => follow((pending) => pending.log()),
    partials: followPartials,
    get dropped() {
      return current.dropped;
    },
    cancel(options) {
      cancelled ??= { options };
      current.cancel(options);
    },
  };
}

/** Events are kept from the first use on, and the caller may come later. */
function watch(pending: PendingCall): void {
  pending.progress();
  pending.log();
  pending.partials();
}
