import {
  REPORT_ROUTING_KEY,
  RESULTS_EXCHANGE,
  SENT_ROUTING_KEY,
  type WorkerReport,
} from '@celeriac/deployment';
import type { ConsumeMessage } from 'amqplib';
import { keepConsuming } from '../connection/keep-consuming.ts';
import type { AmqpConnection } from '../connection/open-amqp.ts';
import { createSentTotals, parseSentReport, type SentTotal } from './sent-totals.ts';

/** The last word of one worker. */
export interface ReceivedReport {
  /** Who said it, as the broker has checked; whether that is the worker's user is the reader's to look at. */
  readonly user: string;
  readonly report: WorkerReport;
  /** When it came, on the clock of `performance.now()`. */
  readonly receivedMs: number;
}

/** Knows the last word of every worker, and what clients have sent. */
export interface ReportWatch extends AsyncDisposable {
  reports(): readonly ReceivedReport[];
  /** Calls sent since the watch began, as far as their clients have said so. */
  sent(): readonly SentTotal[];
  close(): Promise<void>;
}

/** Workers remembered at most; whoever floods us with names makes us forget names. */
const MAX_WORKERS = 10_000;
/** More than a worker of a thousand functions has to say. */
const MAX_BYTES = 1_048_576;

/**
 * Listens to what workers tell of themselves; comes back after each loss of the connection. Throws,
 * for the first connecting, as `connectBroker`.
 */
export async function watchReports(options: {
  /** AMQP URL of a user that may read the results. */
  readonly url: string;
  /** For each attempt; default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Closes the watch. */
  readonly signal?: AbortSignal;
}): Promise<ReportWatch> {
  const received = new Map<string, ReceivedReport>();
  const sent = createSentTotals();
  const take = ({ content, properties }: ConsumeMessage): void => {
    const user: unknown = properties.userId;
    const counted = content.length > MAX_BYTES ? undefined : parseSentReport(content);
    if (typeof user === 'string' && counted !== undefined) return sent.add(user, counted);
    const report = content.length > MAX_BYTES ? undefined : parseReport(content);
    if (typeof user !== 'string' || report === undefined) return;
    const key = `${user} ${report.worker}`;
    received.delete(key);
    received.set(key, { user, report, receivedMs: performance.now() });
    const [oldest] = received.keys();
    if (received.size > MAX_WORKERS && oldest !== undefined) received.delete(oldest);
  };
  const begin = async ({ model, destroy }: AmqpConnection): Promise<void> => {
    const channel = await model.createChannel();
    channel.on('error', destroy);
    const { queue } = await channel.assertQueue('', { exclusive: true, durable: false });
    for (const key of [REPORT_ROUTING_KEY, SENT_ROUTING_KEY])
      await channel.bindQueue(queue, RESULTS_EXCHANGE, key);
    const onMessage = (message: ConsumeMessage | null): void =>
      message === null ? destroy() : take(message);
    await channel.consume(queue, onMessage, { noAck: true });
  };
  const { close } = await keepConsuming({
    ...{ url: options.url, connectionName: 'celeriac metrics', what: 'consuming the reports' },
    ...{ connectTimeoutMs: options.connectTimeoutMs ?? 10_000, signal: options.signal, begin },
  });
  return {
    reports: () => [...received.values()],
    sent: sent.totals,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Reads a report; `undefined` where it is none. */
export function parseReport(content: Buffer): WorkerReport | undefined {
  let report: Partial<WorkerReport> | null;
  try {
    report = JSON.parse(content.toString()) as Partial<WorkerReport> | null;
  } catch {
    return undefined;
  }
  const fits =
    report?.kind === 'report' &&
    typeof report.worker === 'string' &&
    typeof report.queue === 'string' &&
    isCount(report.processes) &&
    isCount(report.active) &&
    typeof report.tasks === 'object' &&
    report.tasks !== null &&
    Object.values(report.tasks).every(isTaskReport);
  return fits ? (report as WorkerReport) : undefined;
}

function isTaskReport(task: unknown): boolean {
  if (typeof task !== 'object' || task === null) return false;
  const { failed, runtimes, ...counts } = task as Record<string, unknown>;
  const names = ['received', 'started', 'succeeded', 'retried', 'rejected', 'revoked'];
  return (
    [...names, 'runtimeSeconds'].every((name) => isCount(counts[name])) &&
    Array.isArray(runtimes) &&
    runtimes.every(isCount) &&
    typeof failed === 'object' &&
    failed !== null &&
    Object.values(failed).every(isCount)
  );
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}
