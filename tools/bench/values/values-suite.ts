import { join } from 'node:path';
import { connectEngine } from '@celeriac/engine';
import { connect } from '@celeriac/functions';
import type { Measurement } from '../bench-row.ts';
import { buildPeerImage } from '../call/build-peer-image.ts';
import { startCeleryPeer } from '../call/celery-peer.ts';
import { createBenchInstance } from '../instance/bench-instance.ts';
import type { SuiteContext } from '../suites.ts';
import { prepareRounds, type ValueRound, type ValueShape } from './value-round.ts';
import { toValueRows, type ValueCase } from './value-rows.ts';

interface PlannedCase extends ValueShape, Pick<ValueCase, 'name' | 'speed' | 'peakMiB'> {
  readonly rounds: number;
  readonly peerRounds: number;
}

/** Five columns: three numbers of 8 bytes, a boolean of a bit, a name of 8 letters with its offset. */
const FRAME_ROW_BYTES = 8 * 3 + 1 / 8 + 12;

const cases: readonly PlannedCase[] = [
  { name: 'frame of 1,000 × 5', kind: 'frame', size: 1_000, rounds: 7, peerRounds: 7 },
  { name: 'frame of 500,000 × 5', kind: 'frame', size: 500_000, rounds: 5, peerRounds: 3 },
  { name: 'blob of 1 MB', kind: 'blob', size: 1_000_000, rounds: 7, peerRounds: 7 },
  {
    name: 'blob of 10 MB',
    kind: 'blob',
    size: 10_000_000,
    rounds: 7,
    peerRounds: 5,
    speed: { of: 'ratio', atLeast: 5 } as const,
  },
  // The peer's message is 133 MB: near the largest that RabbitMQ takes.
  { name: 'blob of 100 MB', kind: 'blob', size: 100_000_000, rounds: 5, peerRounds: 1 },
  {
    name: '1 GB file, sent',
    kind: 'file-in',
    size: 1_000_000_000,
    rounds: 2,
    peerRounds: 0,
    peakMiB: 128,
  },
  {
    name: '1 GB file, received',
    kind: 'file-out',
    size: 1_000_000_000,
    rounds: 2,
    peerRounds: 0,
    peakMiB: 128,
  },
];

const plugin = join(import.meta.dirname, 'plugin');
const peerSource = join(import.meta.dirname, 'peer');

/**
 * How fast values travel there and back, and what client and worker need of memory meanwhile: through
 * `@celeriac/functions` to an app that was deployed, and as base64 in JSON through stock Celery.
 *
 * One process on each side, all up at once, called in turn. A gigabyte goes one way, as a file, and only
 * through ours.
 */
export async function measureValues(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, signal } = context;
  await using instance = await createBenchInstance(context, plugin);
  log('deploying the app that is called');
  await instance.deploy();
  const { stateDirectory, brokerUrl } = instance;
  await using engine = await connectEngine({ host: instance.dockerHost, signal });
  const { image: appImage } = await instance.status();
  await using functions = await connect({ brokerUrl, stateDirectory, timeoutMs: 120_000, signal });
  await using peers = new AsyncDisposableStack();
  const image = await buildPeerImage(engine, { appImage, source: peerSource, signal });
  peers.defer(() => engine.images.remove(image));
  log('starting a stock worker and its client');
  const name = instance.plugin.toLowerCase();
  const options = { name, image, brokerUrl, queue: 'defaults', concurrency: 1, signal } as const;
  const peer = peers.use(await startCeleryPeer<ValueShape, ValueRound>(engine, options));

  const rows: Measurement[] = [];
  for (const { name: what, kind, size, rounds, peerRounds, ...targets } of cases) {
    const shape = { kind, size };
    const ours = await prepareRounds(functions, instance.plugin, shape);
    const found: { ours: ValueRound[]; peer: ValueRound[] } = { ours: [], peer: [] };
    await ours();
    for (let round = 0; round < rounds; round += 1) {
      signal.throwIfAborted();
      found.ours.push(await ours());
      if (round < peerRounds) found.peer.push(await peer.run(shape));
    }
    const bytes = travellingBytes(shape);
    const made = toValueRows({ name: what, bytes, ...found, ...targets });
    rows.push(...made);
    log(`${what}: ${made.map(({ value, unit }) => `${value.toFixed(0)} ${unit}`).join(', ')}`);
  }
  return rows;
}

/** Bytes of the values of a round, both ways together. */
function travellingBytes({ kind, size }: ValueShape): number {
  if (kind === 'frame') return 2 * size * FRAME_ROW_BYTES;
  return kind === 'blob' ? 2 * size : size;
}
