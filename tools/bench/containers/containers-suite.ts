import { openWorkerBench } from '../../../packages/codegen/test/support/worker-bench.ts';
import type { Measurement } from '../bench-row.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { measureMany } from './measure-many.ts';
import { type FirstCall, measureOnDemand } from './measure-on-demand.ts';
import { measureStart, type StartStages } from './start-stages.ts';

/** `BENCH_APPS` and `BENCH_ROUNDS` make a short run to try the bench itself. */
const apps = Number(process.env['BENCH_APPS'] ?? 100);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5);

/**
 * How a container comes up and what it costs to have many.
 *
 * A start is split by running less and less in the same image: our worker, a stock Celery worker
 * with the same pool, and an interpreter that does nothing. All of them are there when it begins:
 * image, network and broker objects.
 */
export async function measureContainers(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, services, signal } = context;
  const { dockerHost, baseImage, workerBrokerUrl } = services;
  if (!dockerHost || !baseImage || !workerBrokerUrl)
    throw new BenchFailed('the containers suite needs an engine, its base image and a broker');
  const found: StartStages[] = [];
  {
    await using bench = await openWorkerBench(services as Required<typeof services>);
    const at = { dockerHost, stockBrokerUrl: workerBrokerUrl };
    for (let round = 1; round <= rounds; round += 1) {
      signal.throwIfAborted();
      const stages = await measureStart(bench, at);
      found.push(stages);
      const { engineMs, pythonMs, celeryMs, oursMs } = stages;
      const times = [engineMs, pythonMs, celeryMs, oursMs].map((ms) => ms.toFixed(0));
      log(`round ${round}: engine, Python, Celery, ours ${times.join(', ')} ms`);
    }
  }
  const first = await measureOnDemand(rounds, context);
  const many = await measureMany(apps, context);
  const stage = (key: keyof StartStages): number => median(found.map((stages) => stages[key]));
  const ofCall = (key: keyof FirstCall): number => median(first.map((call) => call[key]));
  return [
    { name: 'start: engine', unit: 'ms', value: stage('engineMs') },
    { name: 'start: Python', unit: 'ms', value: stage('pythonMs') },
    { name: 'start: Celery', unit: 'ms', value: stage('celeryMs') },
    {
      name: 'start: ours',
      unit: 'ms',
      value: stage('oursMs'),
      target: { of: 'value', atMost: 300 },
    },
    {
      name: 'memory of an idle app, peer: stock worker',
      unit: 'MiB',
      value: stage('idleMiB'),
      peer: stage('stockIdleMiB'),
    },
    { name: 'first call of a sleeping app', unit: 'ms', value: ofCall('wholeMs') },
    { name: '- until its start', unit: 'ms', value: ofCall('noticeMs') },
    { name: '- create', unit: 'ms', value: ofCall('createMs') },
    { name: '- start', unit: 'ms', value: ofCall('startMs') },
    { name: '- worker', unit: 'ms', value: ofCall('workerMs') },
    { name: '- answer', unit: 'ms', value: ofCall('answerMs') },
    { name: `${apps} apps: start`, unit: 'ms', value: many.startMs },
    {
      name: `${apps} apps: list`,
      unit: 'ms',
      value: many.listMs,
      target: { of: 'value', atMost: 300 },
    },
    { name: `${apps} apps: ps`, unit: 'ms', value: many.statusMs },
    { name: `${apps} apps: reconcile, nothing to do`, unit: 'ms', value: many.roundMs },
    { name: `${apps} apps: reconcile, all removed by hand`, unit: 'ms', value: many.againMs },
    { name: `${apps} apps: stop and remove`, unit: 'ms', value: many.stopMs },
  ];
}
