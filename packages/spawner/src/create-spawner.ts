import type { LogLine, Spawner } from '@celeriac/deployment';
import type { CallOptions, Engine } from '@celeriac/engine';
import { createEndMemory } from './ends/end-memory.ts';
import { watchContainers } from './ends/watch-containers.ts';
import { findOurs, unlessGone } from './find-ours.ts';
import { listContainers } from './list-containers.ts';
import { createNetworkCloser } from './network/close-network.ts';
import { SpawnError } from './spawn-error.ts';
import { startContainer } from './start-container.ts';
import { canLimitStorage } from './storage-limit.ts';
import { sweepUnused } from './sweep-unused.ts';

/** Settings of a spawner. */
export interface SpawnerOptions {
  /**
   * Private IPv4 range that the apps' networks are taken from, so that the engine's own pools, which
   * end after about thirty networks, stay free; `10.213.0.0/16` unless given.
   */
  readonly networkRange?: string;
  /** Bits of one app's subnet in it; 26 unless given, which has room for 61 containers. */
  readonly subnetPrefix?: number;
  /** How long a container is watched after its start, in milliseconds; 100 unless given. */
  readonly settleMs?: number;
}

const DEFAULT_GRACE_SECONDS = 10;

/**
 * Runs containers on a Docker engine.
 *
 * Only what carries our labels is listed, stopped or removed. Failures of a container are
 * `SpawnError`, of the engine `EngineError`.
 */
export function createSpawner(engine: Engine, options: SpawnerOptions = {}): Spawner {
  const { networkRange = '10.213.0.0/16', subnetPrefix = 26, settleMs = 100 } = options;
  const memory = createEndMemory();
  const closeNetwork = createNetworkCloser(engine);
  let limits: Promise<boolean> | undefined;
  const limitsStorage = (): Promise<boolean> => {
    limits ??= canLimitStorage(engine).catch((error: unknown) => {
      limits = undefined;
      throw error;
    });
    return limits;
  };
  const network = { range: networkRange, subnetPrefix };
  return {
    start: (spec, startOptions) =>
      startContainer(engine, spec, {
        network,
        closeNetwork,
        limitsStorage,
        settleMs,
        memory,
        ...toCall(startOptions),
      }),
    list: (owner, listOptions) =>
      listContainers(engine, owner, { memory, call: toCall(listOptions) }),
    async stop(id, stopOptions) {
      const call = toCall(stopOptions);
      const container = await findOurs(engine, id, call);
      if (container === undefined) return;
      memory.noteOurs(container.id);
      const graceSeconds =
        stopOptions?.graceMs === undefined
          ? (container.stopGraceSeconds ?? DEFAULT_GRACE_SECONDS)
          : Math.ceil(stopOptions.graceMs / 1000);
      await unlessGone(engine.containers.stop(container.id, { ...call, graceSeconds }));
    },
    async remove(id, removeOptions) {
      const call = toCall(removeOptions);
      const container = await findOurs(engine, id, call);
      if (container === undefined) return;
      memory.noteOurs(container.id);
      await unlessGone(engine.containers.remove(container.id, { ...call, force: true }));
    },
    events: (owner, { signal = new AbortController().signal } = {}) =>
      watchContainers(engine, owner, { memory, signal }),
    logs: (id, logOptions) => readLogs(engine, id, logOptions),
    sweep: (owner, sweepOptions) => sweepUnused(engine, owner, toCall(sweepOptions)),
  };
}

async function* readLogs(
  engine: Engine,
  id: string,
  options: Parameters<Spawner['logs']>[1] = {},
): AsyncGenerator<LogLine, void, undefined> {
  const { follow = false, tail } = options;
  const call = toCall(options);
  const container = await findOurs(engine, id, call);
  if (container === undefined)
    throw new SpawnError('NOT_FOUND', `There is no container ${id}.`, { container: id });
  const selection = { ...call, follow, ...(tail === undefined ? {} : { tail }) };
  for await (const line of engine.containers.logs(container.id, selection))
    yield { container: container.name, ...line };
}

function toCall(options: { readonly signal?: AbortSignal } | undefined): CallOptions {
  return options?.signal === undefined ? {} : { signal: options.signal };
}
