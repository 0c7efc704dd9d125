import type { PlannedCall } from './plan-call.ts';

/** What the caller was told of one call. */
export interface ClientRecord {
  readonly call: number;
  readonly function: PlannedCall['function'];
  /** How often it was told an end by anything but its own clock. */
  answers: number;
  /** Whether the value was that of its function, where there was one. */
  isRight?: boolean;
  /** Code of the error, where there was one. */
  code?: string;
  /** What the error said of whether it ran. */
  maybeExecuted?: boolean;
  /** End that a reply told: `value`, or the code of a failure; left out where the client found it itself. */
  reply?: string;
}

/** What the functions themselves wrote of one call. */
export interface WorkerRecord {
  began: number;
  ended: number;
}

/** Both sides compared. */
export interface LedgerVerdict {
  readonly calls: number;
  /** Calls whose caller was told nothing in its time. */
  readonly unanswered: number;
  readonly answeredTwice: number;
  /** Calls of functions that are not idempotent and began more than once. */
  readonly ranTwice: number;
  /** How often calls of idempotent functions began beyond their first time. */
  readonly idempotentReruns: number;
  /** Calls that were told another end than the first that the broker had routed to their caller. */
  readonly toldOther: number;
  /**
   * Calls whose caller was sent two different ends, of which it was to believe the first: a worker
   * was lost between the reply and its acknowledgement, so at most one for each call lost.
   */
  readonly sentTwoEnds: number;
  /** Calls that have a value and did not end, or have another value than their function gave. */
  readonly wrongValues: number;
  /** Calls whose caller was told that they did not run, and that did. */
  readonly deniedButRan: number;
  /** How many calls ended in which way: `value`, or the code of the error. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Reads the lines `began N` and `ended N`; a line that was cut short by a kill counts for nothing. */
export function parseLedger(text: string): ReadonlyMap<number, WorkerRecord> {
  const records = new Map<number, WorkerRecord>();
  for (const line of text.split('\n')) {
    const [, mark, call] = /^(began|ended) (\d+)$/.exec(line) ?? [];
    if (mark === undefined) continue;
    const record = records.get(Number(call)) ?? { began: 0, ended: 0 };
    record[mark as keyof WorkerRecord]++;
    records.set(Number(call), record);
  }
  return records;
}

/** Compares what callers were told with what was sent to them and with what functions did. */
export function compareLedgers(
  client: readonly ClientRecord[],
  worker: ReadonlyMap<number, WorkerRecord>,
  sent: ReadonlyMap<number, readonly string[]>,
): LedgerVerdict {
  const count = (matches: (record: ClientRecord, ran: WorkerRecord) => boolean): number =>
    client.filter((record) => matches(record, worker.get(record.call) ?? { began: 0, ended: 0 }))
      .length;
  const outcomes: Record<string, number> = {};
  for (const record of client) {
    const outcome = record.answers === 0 ? 'nothing' : (record.code ?? 'value');
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return {
    calls: client.length,
    unanswered: count(({ answers }) => answers === 0),
    answeredTwice: count(({ answers }) => answers > 1),
    ranTwice: count((record, { began }) => record.function !== 'again' && began > 1),
    toldOther: client.filter(({ call, reply }) => {
      const first = sent.get(call)?.[0];
      return reply !== undefined && first !== undefined && first !== reply;
    }).length,
    sentTwoEnds: client.filter(({ call }) => (sent.get(call)?.length ?? 0) > 1).length,
    idempotentReruns: client
      .filter((record) => record.function === 'again')
      .reduce((sum, { call }) => sum + Math.max(0, (worker.get(call)?.began ?? 0) - 1), 0),
    wrongValues: count(
      ({ isRight }, { ended }) => isRight === false || (isRight === true && ended === 0),
    ),
    deniedButRan: count(({ maybeExecuted }, { began }) => maybeExecuted === false && began > 0),
    outcomes,
  };
}
