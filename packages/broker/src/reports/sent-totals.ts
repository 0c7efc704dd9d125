import type { SentCounts, SentReport } from '@celeriac/deployment';

/** How many calls of one function clients of one broker user have sent to one queue. */
export interface SentTotal {
  /** Who said so, as the broker has checked. */
  readonly user: string;
  readonly queue: string;
  readonly task: string;
  readonly calls: number;
}

/** Sums of what clients say. */
export interface SentTotals {
  add(user: string, report: SentReport): void;
  totals(): readonly SentTotal[];
}

/** Names kept at most; whoever floods us with names is not listened to. */
const MAX_NAMES = 20_000;

/** Makes empty sums. */
export function createSentTotals(): SentTotals {
  const sums = new Map<string, SentTotal>();
  return {
    add(user, { counts }) {
      for (const [queue, tasks] of Object.entries(counts))
        for (const [task, calls] of Object.entries(tasks)) {
          const key = JSON.stringify([user, queue, task]);
          const known = sums.get(key);
          if (known === undefined && sums.size >= MAX_NAMES) continue;
          sums.set(key, { user, queue, task, calls: (known?.calls ?? 0) + calls });
        }
    },
    totals: () => [...sums.values()],
  };
}

/** Reads what a client says; `undefined` where it is nothing of the kind. */
export function parseSentReport(content: Buffer): SentReport | undefined {
  let report: Partial<SentReport> | null;
  try {
    report = JSON.parse(content.toString()) as Partial<SentReport> | null;
  } catch {
    return undefined;
  }
  return report?.kind === 'sent' && areCounts(report.counts) ? (report as SentReport) : undefined;
}

function areCounts(counts: unknown): counts is SentCounts {
  return isObject(counts) && Object.values(counts).every(areTasks);
}

function areTasks(tasks: unknown): boolean {
  return isObject(tasks) && Object.values(tasks).every(isCount);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
