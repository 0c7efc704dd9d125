import type { CallLogLine, CallProgress, ReplyEvent } from '@celeriac/deployment';
import { BrokerError } from '../broker-error.ts';
import { createEventBuffer, type EventBuffer } from './event-buffer.ts';
import { createEventOrder } from './event-order.ts';

/** What a call is told before its answer, kept for whoever has asked for it. */
export interface CallEvents {
  /** Each begins with the first use; what was told before is not kept. */
  readonly progress: EventBuffer<CallProgress>;
  readonly log: EventBuffer<CallLogLine>;
  readonly partials: EventBuffer<unknown>;
  /** Events that nobody took in time, by kind. */
  readonly dropped: DroppedEvents;
  /** Keeps an event; `false` where it is a repetition. */
  take(event: ReplyEvent, bytes: number): boolean;
  /** The call is over: nothing more comes. */
  end(error: Error | undefined): void;
}

/** Counts of what a slow caller was not told. */
export interface DroppedEvents {
  readonly progress: number;
  readonly log: number;
}

const MIB = 1_048_576;
const DROPPABLE = { maxValues: 1_000, maxBytes: 4 * MIB };
const KEPT = { maxValues: 10_000, maxBytes: 64 * MIB };

/** Makes the events of one call; `callId` and `task` are for the error of partial results that pile up. */
export function createCallEvents(call: {
  readonly callId: string;
  readonly task: string;
}): CallEvents {
  let progress: EventBuffer<CallProgress> | undefined;
  let log: EventBuffer<CallLogLine> | undefined;
  let partials: EventBuffer<unknown> | undefined;
  let over: { readonly error: Error | undefined } | undefined;
  const order = createEventOrder();

  const makeDroppable = <T>(): EventBuffer<T> => {
    const buffer = createEventBuffer<T>(DROPPABLE);
    if (over !== undefined) buffer.end();
    return buffer;
  };
  const makeKept = (): EventBuffer<unknown> => {
    const toError = (limit: string): Error => overflow(call, limit);
    const buffer = createEventBuffer<unknown>({ ...KEPT, toError });
    if (over !== undefined) buffer.end(over.error);
    return buffer;
  };
  return {
    get progress() {
      return (progress ??= makeDroppable());
    },
    get log() {
      return (log ??= makeDroppable());
    },
    get partials() {
      return (partials ??= makeKept());
    },
    get dropped() {
      return { progress: progress?.dropped ?? 0, log: log?.dropped ?? 0 };
    },
    take(event, bytes) {
      if (!order.isNews(event)) return false;
      if (event.kind === 'progress') progress?.push(toProgress(event), bytes);
      else if (event.kind === 'log') log?.push(toLogLine(event), bytes);
      else if (event.kind === 'partial' && order.isNewValue()) partials?.push(event.value, bytes);
      return true;
    },
    end(error) {
      over = { error };
      progress?.end();
      log?.end();
      partials?.end(error);
    },
  };
}

function toProgress({ percent, text }: CallProgress): CallProgress {
  return { ...(percent !== undefined && { percent }), ...(text !== undefined && { text }) };
}

function toLogLine({ stream, level, text }: CallLogLine): CallLogLine {
  return { stream, ...(level !== undefined && { level }), text };
}

function overflow(call: { readonly callId: string; readonly task: string }, limit: string): Error {
  return new BrokerError(
    'PARTIALS_OVERFLOW',
    `${call.task} gave partial results faster than they were taken: more than ${limit} wait.`,
    {
      ...call,
      maybeExecuted: true,
      remedy: 'Take them without pause, or let the function give fewer and larger ones.',
    },
  );
}
