import { type LogLine, type Spawner, STATE_LIMITS, type StateLimits } from '@celeriac/deployment';
import type { CallOptions, Engine } from '@celeriac/engine';
import { createEndMemory } from './ends/end-memory.ts';
import { watchContainers } from './ends/watch-containers.ts';
import { removeContainer, stopContainer } from './end-container.ts';
import { findOurs } from './find-ours.ts';
import { limitAtOnce } from './limit-at-once.ts';
import { listContainers } from './list-containers.ts';
import { createNetworkCloser, setRules } from './network/close-network.ts';
import { secureNetworks } from './network/secure-networks.ts';
import { SpawnError } from './spawn-error.ts';
import { startContainer } from './start-container.ts';
import { canLimitStorage } from './storage-limit.ts';
import { sweepUnused } from './sweep-unused.ts';
import { withinLimit } from './within-limit.ts';

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
  /** How long containers may take to start and to end; `STATE_LIMITS` unless given. */
  readonly limits?: Partial<Omit<StateLimits, 'readyMs'>>;
}

/** An engine that is to start more at a time starts none of them sooner, and answers late or not at all. */
const STARTS_AT_ONCE = 6;

/**
 * Runs containers on a Docker engine.
 *
 * Only what carries our labels is listed, stopped or removed. Failures of a container are
 * `SpawnError`, of the engine `EngineError`.
 */
export function createSpawner(engine: Engine, options: SpawnerOptions = {}): Spawner {
  const { networkRange = '10.213.0.0/16', subnetPrefix = 26, settleMs = 100 } = options;
  const limits = { ...STATE_LIMITS, ...options.limits };
  const memory = createEndMemory();
  const inTurn = limitAtOnce(STARTS_AT_ONCE);
  const starting = new Set<string>();
  const closer = createNetworkCloser((plans) => setRules(engine, plans));
  let canLimit: Promise<boolean> | undefined;
  const limitsStorage = (): Promise<boolean> => {
    canLimit ??= canLimitStorage(engine).catch((error: unknown) => {
      canLimit = undefined;
      throw error;
    });
    return canLimit;
  };
  const network = { range: networkRange, subnetPrefix };
  return {
    start(spec, { signal } = {}) {
      const limitMs = limits.pendingMs;
      const step = { container: spec.name, state: 'pending', limitMs, signal } as const;
      const rest = { network, closer, limitsStorage, settleMs, memory };
      // Whoever waits for the others is not late yet.
      return inTurn(() => {
        starting.add(spec.name);
        const run = (call: CallOptions) => startContainer(engine, spec, { ...rest, ...call });
        return withinLimit(step, run).finally(() => starting.delete(spec.name));
      });
    },
    list: (owner, listOptions) =>
      listContainers(engine, owner, { memory, limits, starting, call: toCall(listOptions) }),
    stop: (id, stopOptions) =>
      stopContainer(engine, id, {
        ...{ memory, limits, call: toCall(stopOptions) },
        graceMs: stopOptions?.graceMs,
      }),
    remove: (id, removeOptions) =>
      removeContainer(engine, id, { memory, limits, call: toCall(removeOptions) }),
    events: (owner, { signal = new AbortController().signal } = {}) =>
      watchContainers(engine, owner, { memory, signal }),
    logs: (id, logOptions) => readLogs(engine, id, logOptions),
    secure: (owner, secureOptions) =>
      secureNetworks(engine, owner, {
        ...{ closer, range: networkRange, call: toCall(secureOptions) },
      }),
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
