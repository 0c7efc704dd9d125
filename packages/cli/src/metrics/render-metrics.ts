import type { ReceivedReport, SentTotal } from '@celeriac/broker';
import {
  type DesiredPlugin,
  type QueueStatus,
  REPORT_BUCKETS_SECONDS,
  replicasOf,
  taskName,
  type TaskReport,
} from '@celeriac/deployment';
import { createExposition, type Labels } from './exposition.ts';

/** What there is to tell at one time. */
export interface MetricsInput {
  readonly desired: readonly DesiredPlugin[];
  readonly reports: readonly ReceivedReport[];
  readonly sent: readonly SentTotal[];
  /** By name; queues that are not known are left out. */
  readonly queues: ReadonlyMap<string, QueueStatus>;
  /** On the clock of the reports. */
  readonly nowMs: number;
}

/** A worker that has said nothing for so long counts as down; it reports every 30 s at least. */
const SILENT_MS = 90_000;

const gauges = {
  worker_up: 'Whether the worker has reported lately.',
  worker_tasks_active: 'Calls that the worker runs.',
  active_worker_count: 'Workers of the queue that are up.',
  active_process_count: 'Processes of those workers.',
  queue_length: 'Calls that wait in the queue.',
  active_consumer_count: 'Consumers of the queue.',
} as const;

const counters = [
  ['received', 'Calls that a worker has taken.'],
  ['started', 'Calls that a worker has begun.'],
  ['succeeded', 'Calls that ended with a value.'],
  ['retried', 'Calls that were given back to be run again.'],
  ['rejected', 'Calls that were answered without being run.'],
  ['revoked', 'Calls that their callers cancelled.'],
] as const;

/**
 * Writes Prometheus' text format, under the names and labels of danihodovic/celery-exporter.
 *
 * Only what is deployed is told, and only the word of an app's own broker user counts: about its own
 * workers and its own functions. Sent calls are counted by those who send them: clients with the
 * broker user of the deployer, all of them under the exporter's `hostname="generic"`, since the
 * metrics began to be served.
 */
export function renderMetrics(input: MetricsInput): string {
  const page = createExposition();
  const add = (name: keyof typeof gauges, labels: Labels, value: number): void =>
    page.add({ name, help: gauges[name] }, labels, value);
  for (const { plugin, apps, controlUser } of input.desired)
    for (const app of apps) {
      const { broker, functions } = app;
      const status = input.queues.get(broker.queue);
      const ofQueue = { queue_name: broker.queue };
      const workers = replicasOf(app).flatMap(({ name }) => {
        const heard = input.reports.find(
          ({ user, report }) => user === broker.user && report.worker === name,
        );
        const isUp = heard !== undefined && input.nowMs - heard.receivedMs < SILENT_MS;
        const ofWorker = { hostname: name };
        add('worker_up', ofWorker, Number(isUp));
        const active = isUp ? heard.report.active : 0;
        add('worker_tasks_active', ofWorker, active);
        return heard === undefined ? [] : [{ name, isUp, report: heard.report }];
      });
      const up = workers.filter(({ isUp }) => isUp);
      const processes = up.reduce((sum, { report }) => sum + report.processes, 0);
      add('active_worker_count', ofQueue, up.length);
      add('active_process_count', ofQueue, processes);
      if (status !== undefined) {
        add('queue_length', ofQueue, status.ready);
        add('active_consumer_count', ofQueue, status.consumerCount);
      }
      const own = new Set(functions.map(({ name }) => taskName(plugin, name)));
      for (const name of own) {
        const total = input.sent.find(
          ({ user, queue, task }) =>
            user === controlUser && queue === broker.queue && task === name,
        );
        page.add(sentCalls, { name, hostname: 'generic', ...ofQueue }, total?.calls ?? 0);
      }
      for (const { name: hostname, report } of workers)
        for (const [name, task] of Object.entries(report.tasks))
          if (own.has(name)) addTask({ name, hostname, ...ofQueue }, task);
    }
  return page.render();

  function addTask(labels: Labels, task: TaskReport): void {
    for (const [key, help] of counters)
      page.add({ name: `task_${key}_total`, help }, labels, task[key]);
    // One without an exception is there from the beginning, so that rates have a first value.
    for (const [exception, count] of [['', 0] as const, ...Object.entries(task.failed)])
      page.add(failed, { ...labels, exception }, count);
    const { runtimes: counts, runtimeSeconds: sum } = task;
    page.histogram(runtime, labels, { bounds: REPORT_BUCKETS_SECONDS, counts, sum });
  }
}

const sentCalls = { name: 'task_sent_total', help: 'Calls that clients have sent.' } as const;
const failed = { name: 'task_failed_total', help: 'Calls that failed.' } as const;
const runtime = {
  name: 'task_runtime',
  help: 'How long calls with a value took, in seconds.',
} as const;
