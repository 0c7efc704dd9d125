import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, toWorkerUrl } from '@celeriac/broker';
import {
  type DesiredPlugin,
  REPORT_ROUTING_KEY,
  RESULTS_EXCHANGE,
  SENT_ROUTING_KEY,
  taskName,
} from '@celeriac/deployment';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { hasWorkerPython, openRig, type Rig } from '../../../tools/faults/index.ts';
import { serveMetrics } from '../src/metrics/serve-metrics.ts';

const isPossible = inject('services').brokerUrl !== undefined && (await hasWorkerPython());

describe.skipIf(!isPossible)('metrics of a worker', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ workers: 1, concurrency: 2 });
  }, 240_000);
  afterAll(() => rig?.[Symbol.asyncDispose]());

  /** What a deploy would have written. */
  function toDesired({ app, workers, broker: { url } }: Rig): DesiredPlugin {
    const { plugin, contract, functions, broker } = app;
    const controlUser = new URL(url).username;
    const template = { owner: { ...broker, version: 1 } };
    const appParts = { broker, contract, functions, template, replicas: workers.workers.length };
    return { plugin, controlUser, apps: [appParts] } as never;
  }

  /** Publishes to the results as a user. */
  async function say(
    url: string,
    { user, key, word }: { readonly user: string; readonly key: string; readonly word: object },
  ): Promise<void> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    const body = Buffer.from(JSON.stringify(word));
    channel.publish(RESULTS_EXCHANGE, key, body, { userId: user });
    await channel.waitForConfirms();
    await connection.close();
  }

  async function until(url: string, pattern: RegExp): Promise<string> {
    let text = '';
    for (let tries = 0; tries < 200; tries++) {
      text = await (await fetch(url)).text();
      if (pattern.test(text)) return text;
      await sleep(100);
    }
    throw new Error(`${pattern.source} is not among\n${text}`);
  }

  test('count its calls under the names of celery-exporter, and believe nobody else', async () => {
    const { app, broker, clientUrl, workers } = rig;
    const { signal } = new AbortController();
    await using metrics = await serveMetrics({
      ...{ port: 0, brokerUrl: broker.url, broker: rig.admin, signal },
      desired: { list: async () => [toDesired(rig)] },
    });
    await using client = await connectBroker({ url: clientUrl });
    const call = (name: string) =>
      client.call({
        ...{ task: taskName(app.plugin, name), queue: app.broker.queue, contract: app.contract },
        ...{ kwargs: { call: 1 }, trustedUsers: [app.broker.user] },
      }).result;
    for (let calls = 0; calls < 3; calls++) await call('once');
    await expect(call('fail')).rejects.toThrow();

    const [{ name: hostname } = { name: '' }] = workers.workers;
    const of = (name: string): string =>
      `name="Faults:${name}",hostname="${hostname}",queue_name="${app.broker.queue}"`;
    const text = await until(metrics.url, /exception="ValueError"\} 1/);
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        `celery_worker_up{hostname="${hostname}"} 1`,
        `celery_worker_tasks_active{hostname="${hostname}"} 0`,
        `celery_active_worker_count{queue_name="${app.broker.queue}"} 1`,
        `celery_active_process_count{queue_name="${app.broker.queue}"} 2`,
        `celery_queue_length{queue_name="${app.broker.queue}"} 0`,
        `celery_active_consumer_count{queue_name="${app.broker.queue}"} 1`,
        `celery_task_received_total{${of('once')}} 3`,
        `celery_task_started_total{${of('once')}} 3`,
        `celery_task_succeeded_total{${of('once')}} 3`,
        `celery_task_retried_total{${of('once')}} 0`,
        `celery_task_revoked_total{${of('once')}} 0`,
        `celery_task_failed_total{${of('fail')},exception="ValueError"} 1`,
        `celery_task_runtime_count{${of('once')}} 3`,
      ]),
    );
    expect(lines).toContain(`celery_task_runtime_bucket{${of('once')},le="+Inf"} 3`);

    const forged = {
      kind: 'report',
      worker: hostname,
      queue: 'q',
      processes: 9,
      active: 9,
      tasks: {},
    };
    const sent = { kind: 'sent', counts: { [app.broker.queue]: { 'Faults:once': 1_000 } } };
    await say(broker.url, { user: 'celeriac', key: REPORT_ROUTING_KEY, word: forged });
    const { user } = app.broker;
    const asApp = toWorkerUrl(broker.url, app.broker);
    await say(asApp, { user, key: SENT_ROUTING_KEY, word: sent });
    await call('once');
    const later = await until(metrics.url, /succeeded_total\{name="Faults:once".*\} 4/);
    expect(later).toContain(`celery_worker_tasks_active{hostname="${hostname}"} 0`);
    const inAll = `name="Faults:once",hostname="generic",queue_name="${app.broker.queue}"`;
    await until(
      metrics.url,
      new RegExp(`celery_task_sent_total\\{${inAll.replaceAll('.', '\\.')}\\} 4\\n`),
    );
  });
});
