import { connectEngine } from '@celeriac/engine';
import { connect } from '@celeriac/functions';
import type { Measurement } from '../bench-row.ts';
import { createBenchInstance } from '../instance/bench-instance.ts';
import type { SuiteContext } from '../suites.ts';
import { buildPeerImage } from './build-peer-image.ts';
import { toCallRows, type CallRounds } from './call-rows.ts';
import { startCeleryPeer } from './celery-peer.ts';
import { keepInFlight, type RoundShape } from './keep-in-flight.ts';
import { toRoundFigures, type RoundRecord } from './round.ts';

const shapes = [
  { inFlight: 1, calls: 200 },
  { inFlight: 64, calls: 640 },
  { inFlight: 1_000, calls: 2_000 },
] as const;
const warmUp: RoundShape = { inFlight: 64, calls: 400 };
const rounds = { most: 7, least: 3 };
/** No further round begins after this time. */
const budgetMs = 90_000;

/**
 * How fast a function that does nothing is called: through `@celeriac/functions` to an app that was deployed, and
 * through Celery's own client to a stock worker.
 *
 * One app with two processes; a stock worker of two on the same kind of queue, and one with Celery's defaults. All are
 * up at once and called in turn, in another order each round, so that noise meets every side. Figures are medians over
 * the rounds.
 */
export async function measureCalls(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, signal } = context;
  await using instance = await createBenchInstance(context);
  log('deploying the app that is called');
  await instance.deploy();
  const { stateDirectory, brokerUrl, plugin } = instance;
  await using engine = await connectEngine({ host: instance.dockerHost, signal });
  const { image: appImage } = await instance.status();
  await using functions = await connect({ brokerUrl, stateDirectory, timeoutMs: 60_000, signal });

  await using peers = new AsyncDisposableStack();
  const image = await buildPeerImage(engine, { appImage, signal });
  peers.defer(() => engine.images.remove(image));
  const start = async (queue: 'quorum' | 'defaults') => {
    const options = { name: plugin.toLowerCase(), image, brokerUrl, queue, signal };
    return peers.use(await startCeleryPeer(engine, options));
  };
  log('starting stock workers and their clients');
  const quorum = await start('quorum');
  const defaults = await start('defaults');
  log(`Celery ${quorum.celeryVersion} on all sides, two worker processes each`);

  const sides: Readonly<Record<keyof CallRounds, (shape: RoundShape) => Promise<RoundRecord>>> = {
    ours: (shape) => keepInFlight(() => functions.call(`${plugin}:noop`), shape),
    quorum: (shape) => quorum.run(shape),
    defaults: (shape) => defaults.run(shape),
  };
  for (const run of Object.values(sides)) await run(warmUp);
  const found: CallRounds = { ours: [], quorum: [], defaults: [] };
  const began = performance.now();
  for (let round = 0; round < rounds.most; round += 1) {
    if (round >= rounds.least && performance.now() - began > budgetMs) break;
    for (const shape of shapes) {
      for (const side of rotate(Object.keys(sides) as (keyof CallRounds)[], round)) {
        signal.throwIfAborted();
        const figures = toRoundFigures(await sides[side](shape));
        found[side].push({ inFlight: shape.inFlight, ...figures });
        const speed = `${figures.callsPerSecond.toFixed(0)} calls/s`;
        log(`round ${round + 1}, ${shape.inFlight} in flight, ${side}: ${speed}`);
      }
    }
  }
  return toCallRows(found);
}

function rotate<T>(list: readonly T[], by: number): readonly T[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
