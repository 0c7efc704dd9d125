import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerConfig, Engine } from '@celeriac/engine';
import { BenchFailed } from '../instance/bench-failed.ts';
import type { RoundShape } from './keep-in-flight.ts';
import type { RoundRecord } from './round.ts';

const readyLimitMs = 90_000;
const roundLimitMs = 120_000;

/** A stock Celery worker and Celery's own client of it, which runs rounds of a shape, each in a container. */
export interface CeleryPeer<Shape, Round> extends AsyncDisposable {
  readonly celeryVersion: string;
  /** Container of the worker. */
  readonly worker: string;
  readonly run: (shape: Shape) => Promise<Round>;
}

/** How a peer is set up. */
export interface CeleryPeerOptions {
  /** Begins the names of its containers. */
  readonly name: string;
  readonly image: string;
  readonly brokerUrl: string;
  /** `quorum`: a queue and publishes as safe as ours. `defaults`: what Celery does untold. */
  readonly queue: 'quorum' | 'defaults';
  /** Processes of the worker; as many as our app has. Default: 2. */
  readonly concurrency?: number;
  readonly signal: AbortSignal;
}

/** Starts a peer, and waits until each thread of its client has had an answer. */
export async function startCeleryPeer<Shape = RoundShape, Round = RoundRecord>(
  engine: Engine,
  { name, image, brokerUrl, queue, concurrency = 2, signal }: CeleryPeerOptions,
): Promise<CeleryPeer<Shape, Round>> {
  await using made = new AsyncDisposableStack();
  const env = { BENCH_BROKER_URL: brokerUrl, ...(queue === 'quorum' && { BENCH_QUORUM: '1' }) };
  const start = async (
    part: string,
    config: Pick<ContainerConfig, 'command' | 'cpus'>,
  ): Promise<string> => {
    const shape = { name: `${name}-${queue}-${part}`, image, env, network: 'host', init: true };
    const id = await engine.containers.create({ ...shape, ...config }, { signal });
    made.defer(() => engine.containers.remove(id, { force: true }));
    await engine.containers.start(id, { signal });
    return id;
  };
  // No more CPU than our app has; a name, as two on one host must differ in it.
  const settings = ['--concurrency', String(concurrency), '--hostname', `${queue}@%h`];
  const command = ['celery', '-A', 'stock', 'worker', ...settings];
  const worker = await start('worker', { command, cpus: 2 });
  const client = await start('client', { command: ['python', 'client.py'] });
  const { port, celery } = await readReadiness(engine, { worker, client }, signal);
  const cleanUp = made.move();
  return {
    celeryVersion: celery,
    worker,
    async run(shape) {
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body: JSON.stringify(shape),
        signal: AbortSignal.any([signal, AbortSignal.timeout(roundLimitMs)]),
      });
      return (await answer.json()) as Round;
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

/** Reads the one line that the client writes to its standard output. */
async function readReadiness(
  engine: Engine,
  containers: { readonly worker: string; readonly client: string },
  signal: AbortSignal,
): Promise<{ readonly port: number; readonly celery: string }> {
  const deadline = performance.now() + readyLimitMs;
  while (performance.now() < deadline) {
    for await (const { stream, text } of engine.containers.logs(containers.client, { signal })) {
      if (stream === 'stdout') return JSON.parse(text) as { port: number; celery: string };
    }
    for (const [part, id] of Object.entries(containers)) {
      const { phase } = await engine.containers.inspect(id, { signal });
      if (phase === 'running') continue;
      const lines = await readLastLines(engine, id, signal);
      throw new BenchFailed(`The peer's ${part} ended:\n${lines.join('\n')}`);
    }
    await sleep(200, undefined, { signal });
  }
  throw new BenchFailed(`The peer had no answer from its worker in ${readyLimitMs / 1_000} s.`);
}

async function readLastLines(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { text } of engine.containers.logs(id, { tail: 8, signal })) lines.push(text);
  return lines;
}
