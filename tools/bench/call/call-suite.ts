import { join } from 'node:path';
import { connectEngine } from '@celeriac/engine';
import { connect } from '@celeriac/functions';
import { startPrivateBroker } from '../../faults/index.ts';
import { findBridgeGateway } from '../../services/docker/find-engine.ts';
import type { Measurement } from '../bench-row.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { createBenchInstance } from '../instance/bench-instance.ts';
import type { SuiteContext } from '../suites.ts';
import { buildPeerImage } from './build-peer-image.ts';
import { type CallRounds, sideNames, toCallRows } from './call-rows.ts';
import { startCeleryPeer } from './celery-peer.ts';
import { findContainerProcesses } from './cpu-time.ts';
import { startEchoFloor } from './echo-floor.ts';
import { keepInFlight } from './keep-in-flight.ts';
import { runRound, type Side } from './run-round.ts';

const peerSource = join(import.meta.dirname, '../peer');
const shapes = [
  { inFlight: 1, calls: 100 },
  { inFlight: 64, calls: 500 },
  { inFlight: 1_000, calls: 1_500 },
] as const;
const warmUp = { inFlight: 64, calls: 600 };
const rounds = { most: 9, least: 3 };
/** No further round begins after this time. */
const budgetMs = 120_000;

/**
 * How fast a function that does nothing is called, and what each part of that costs: through
 * `@celeriac/functions` to an app that was deployed, through Celery's own client to a stock worker,
 * and through amqplib to an echo, which is the floor.
 *
 * One app with two processes; a stock worker of two on the same kind of queue, and one with Celery's
 * defaults. All are up at once, on a broker of their own, and called in turn, in another order each
 * round, so that noise meets every side. Figures are medians over the rounds.
 */
export async function measureCalls(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, signal } = context;
  await using broker = await startBroker(context);
  await using instance = await createBenchInstance({
    ...context,
    services: { ...context.services, ...toServices(broker) },
  });
  log('deploying the app that is called');
  await instance.deploy();
  const { stateDirectory, brokerUrl, plugin } = instance;
  await using engine = await connectEngine({ host: instance.dockerHost, signal });
  const { image: appImage, containers } = await instance.status();
  await using functions = await connect({ brokerUrl, stateDirectory, timeoutMs: 60_000, signal });

  await using peers = new AsyncDisposableStack();
  const image = await buildPeerImage(engine, { appImage, source: peerSource, signal });
  peers.defer(() => engine.images.remove(image));
  const start = async (queue: 'quorum' | 'defaults') => {
    const options = { name: plugin.toLowerCase(), image, brokerUrl, queue, signal };
    return peers.use(await startCeleryPeer(engine, options));
  };
  log('starting stock workers, their clients, and an echo');
  const quorum = await start('quorum');
  const defaults = await start('defaults');
  const floor = peers.use(await startEchoFloor(brokerUrl));
  log(`Celery ${quorum.celeryVersion} on all sides, two worker processes each`);

  const workers = containers.flatMap(({ id }) => findContainerProcesses(id));
  const sides: Readonly<Record<keyof CallRounds, Side>> = {
    ours: {
      run: (shape) => keepInFlight(() => functions.call(`${plugin}:noop`), shape),
      workers,
    },
    quorum: { run: quorum.run, workers: findContainerProcesses(quorum.worker) },
    defaults: { run: defaults.run, workers: findContainerProcesses(defaults.worker) },
    floor: { run: (shape) => keepInFlight(floor.call, shape), workers: [floor.workerPid] },
  };
  for (const { run } of Object.values(sides)) await run(warmUp);
  const found: CallRounds = { ours: [], quorum: [], defaults: [], floor: [] };
  const began = performance.now();
  for (let round = 0; round < rounds.most; round += 1) {
    if (round >= rounds.least && performance.now() - began > budgetMs) break;
    for (const shape of shapes) {
      for (const side of rotate(sideNames, round)) {
        signal.throwIfAborted();
        const figures = await runRound(sides[side], shape, broker.process.pid);
        found[side].push(figures);
        const speed = `${figures.callsPerSecond.toFixed(0)} calls/s`;
        log(`round ${round + 1}, ${shape.inFlight} in flight, ${side}: ${speed}`);
      }
    }
  }
  return toCallRows(found);
}

type Broker = Awaited<ReturnType<typeof startPrivateBroker>>;

/** A broker that nobody else uses, so that its CPU time is that of the calls. */
async function startBroker({ log, services }: SuiteContext): Promise<Broker> {
  const gateway = await findBridgeGateway(services.dockerHost ?? '');
  if (gateway === undefined) throw new BenchFailed('Containers have no address to reach us by.');
  log('starting a broker');
  return startPrivateBroker({ listenHosts: [gateway] });
}

function toServices({ url, managementUrl }: Broker): object {
  const workerBrokerUrl = url.replace('127.0.0.1', 'host.docker.internal');
  return { brokerUrl: url, managementUrl, workerBrokerUrl };
}

function rotate<T>(list: readonly T[], by: number): readonly T[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
