import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@celeriac/engine';
import type { WorkerBench } from '../../../packages/codegen/test/support/worker-bench.ts';
import { engineJson } from '../../services/docker/engine-request.ts';
import { BenchFailed } from '../instance/bench-failed.ts';

/** Where the time of one start went, in milliseconds. */
export interface StartStages {
  /** From the beginning of a container's creation until it runs, as the engine has noted both. */
  readonly engineMs: number;
  /** An interpreter that does nothing. */
  readonly pythonMs: number;
  /** A stock worker, until it consumes, less the interpreter. */
  readonly celeryMs: number;
  /** Our worker, until it says it is ready, less both. */
  readonly oursMs: number;
  /** Memory of our idle worker. */
  readonly idleMiB: number;
  /** Memory of the stock one, with as many processes. */
  readonly stockIdleMiB: number;
}

const LIMIT_MS = 60_000;

/** Starts our worker, a stock one and a bare interpreter from the same image, one after the other. */
export async function measureStart(
  bench: WorkerBench,
  at: { readonly dockerHost: string; readonly stockBrokerUrl: string },
): Promise<StartStages> {
  const { engine, image } = bench;
  const id = await bench.start();
  const readyMs = Date.now();
  const { created, started } = await readMoments(engine, id);
  const idleMiB = await readMemoryMiB(at.dockerHost, id);
  await engine.containers.remove(id, { force: true });
  const found = await engineJson<{ Config: { Cmd: string[] | null } }>(
    at.dockerHost,
    `GET /images/${image}/json`,
  );
  const python = found.Config.Cmd?.[0] ?? 'python3';
  const pythonMs = await timeUntil(engine, { image, command: [python, '-c', 'pass'] });
  const stock = await readFile(join(import.meta.dirname, 'stock_worker.py'), 'utf8');
  let stockIdleMiB = 0;
  const stockMs = await timeUntil(engine, {
    image,
    command: [python, '-c', stock],
    env: {
      STOCK_BROKER_URL: at.stockBrokerUrl,
      STOCK_QUEUE: `bench.stock.${randomBytes(4).toString('hex')}`,
    },
    line: 'ready',
    async onLine(stockId) {
      stockIdleMiB = await readMemoryMiB(at.dockerHost, stockId);
    },
  });
  return {
    engineMs: started - created,
    pythonMs,
    celeryMs: stockMs - pythonMs,
    oursMs: readyMs - started - stockMs,
    idleMiB,
    stockIdleMiB,
  };
}

/** From the moment at which a container runs, as the engine has noted it, to its end or to a line that it writes. */
async function timeUntil(
  engine: Engine,
  run: {
    readonly image: string;
    readonly command: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly line?: string;
    /** What is done once it was written. */
    readonly onLine?: (id: string) => Promise<void>;
  },
): Promise<number> {
  const id = await engine.containers.create({
    name: `celeriac-bench-${randomBytes(4).toString('hex')}`,
    image: run.image,
    entrypoint: run.command,
    env: run.env ?? {},
    extraHosts: ['host.docker.internal:host-gateway'],
    cpus: 1,
    init: true,
  });
  try {
    await engine.containers.start(id);
    const { started } = await readMoments(engine, id);
    if (run.line === undefined) {
      await engine.containers.wait(id, { timeoutMs: LIMIT_MS });
      return toMoment((await engine.containers.inspect(id)).finishedAt) - started;
    }
    const signal = AbortSignal.timeout(LIMIT_MS);
    for await (const { text, time } of engine.containers.logs(id, { follow: true, signal }))
      if (text === run.line) {
        await run.onLine?.(id);
        return toMoment(time) - started;
      }
    throw new BenchFailed(`${run.command[0]} ended before it wrote "${run.line}"`);
  } finally {
    await engine.containers.remove(id, { force: true });
  }
}

/** When the engine created a container, and when it ran; its events may be forgotten, and come late. */
async function readMoments(
  engine: Engine,
  id: string,
): Promise<{ readonly created: number; readonly started: number }> {
  const { createdAt, startedAt } = await engine.containers.inspect(id);
  return { created: toMoment(createdAt), started: toMoment(startedAt) };
}

function toMoment(time: string | undefined): number {
  const moment = Date.parse(time ?? '');
  if (Number.isNaN(moment)) throw new BenchFailed(`The engine has no time, but "${time}".`);
  return moment;
}

/** What a container uses, less what the kernel would give back at once. */
async function readMemoryMiB(dockerHost: string, id: string): Promise<number> {
  const { memory_stats: memory } = await engineJson<{
    memory_stats: { usage: number; stats: Readonly<Record<string, number>> };
  }>(dockerHost, `GET /containers/${id}/stats?stream=false&one-shot=true`);
  const spare = memory.stats['total_inactive_file'] ?? memory.stats['inactive_file'] ?? 0;
  return (memory.usage - spare) / 2 ** 20;
}
