import {
  type ContainerSpec,
  type ContainerStatus,
  explainCause,
  fromLabels,
  type StartedContainer,
} from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { createContainer } from './create-container.ts';
import type { EndMemory } from './ends/end-memory.ts';
import { readEnd } from './ends/read-end.ts';
import type { NetworkCloser } from './network/close-network.ts';
import { ensureNetwork, type NetworkRange } from './network/ensure-network.ts';
import { resolveTargets } from './network/resolve-targets.ts';
import { toStartFailure } from './start-failure.ts';
import { toStatus } from './to-status.ts';
import { SpawnError } from './spawn-error.ts';

/** How one container is started. */
export interface StartOptions {
  readonly network: NetworkRange;
  readonly closer: NetworkCloser;
  /** Whether the engine can bound what is on disk. */
  readonly limitsStorage: () => Promise<boolean>;
  /** How long it is watched after its start, in milliseconds. */
  readonly settleMs: number;
  readonly memory: EndMemory;
  readonly signal?: AbortSignal;
}

/** Creates and starts a container; see `Spawner.start`. What fails or is aborted leaves none. */
export async function startContainer(
  engine: Engine,
  spec: ContainerSpec,
  options: StartOptions,
): Promise<StartedContainer> {
  const began = performance.now();
  const call: CallOptions = options.signal === undefined ? {} : { signal: options.signal };
  const { owner, network: policy } = spec;
  const resolved = await resolveTargets(policy);
  for (let attempt = 1; ; attempt += 1) {
    const network = await ensureNetwork(engine, { owner, policy }, { ...options.network, call });
    let id: string | undefined;
    try {
      const { range } = options.network;
      const closing = options.closer.close(network, { policy, resolved, range });
      closing.catch(() => undefined);
      const limitsStorage = await options.limitsStorage();
      const place = { network: network.id, hosts: resolved.hosts, limitsStorage };
      id = await createContainer(engine, spec, { place, call });
      await closing;
      const created = performance.now();
      await engine.containers.start(id, call);
      const times = { createMs: created - began, startMs: performance.now() - created };
      return { ...(await settle(engine, spec, { ...options, id, call })), times };
    } catch (error) {
      const failure = await toStartFailure(engine, spec, error).finally(() =>
        removeStarted(engine, spec, id),
      );
      // A sweep may take the network away between finding it and using it.
      const swept = error instanceof EngineError && /network .*not found/i.test(error.detail ?? '');
      if (!swept || attempt > 2) throw failure;
    }
  }
}

async function settle(
  engine: Engine,
  spec: ContainerSpec,
  started: Pick<StartOptions, 'settleMs' | 'memory'> & {
    readonly id: string;
    readonly call: CallOptions;
  },
): Promise<ContainerStatus> {
  const { id, settleMs, memory, call } = started;
  await engine.containers.wait(id, { ...call, timeoutMs: settleMs }).catch((error: unknown) => {
    // Still running when the time is over is what is hoped for.
    if (!(error instanceof EngineError) || error.code !== 'TIMEOUT') throw error;
  });
  const container = await engine.containers.inspect(id, call);
  const end = await readEnd(engine, container, memory);
  const status = toStatus(container, { cause: end?.cause });
  if (status?.state === 'running') return status;
  const last = end?.lastLines.findLast((line) => line.trim() !== '');
  const words = [
    `The container ${spec.name} ended within its start.`,
    ...(end === undefined ? [] : [explainCause(end.cause, spec).message]),
    ...(last === undefined ? [] : [`Its last line: ${last}`]),
  ];
  throw new SpawnError('START_FAILED', words.join(' '), {
    container: spec.name,
    ...(status?.exitCode === undefined ? {} : { exitCode: status.exitCode }),
    ...(status?.outOfMemory === undefined ? {} : { outOfMemory: status.outOfMemory }),
    ...(end === undefined ? {} : { endCause: end.cause, lastLines: end.lastLines }),
    remedy:
      (end && explainCause(end.cause, spec).remedy) ??
      'Read its last lines; what they name is to be changed in the plugin.',
  });
}

/**
 * Removes what this start made, and nothing else.
 *
 * Where the engine's answer with the id was lost, it is the one of that name that never ran.
 */
async function removeStarted(
  engine: Engine,
  spec: ContainerSpec,
  id: string | undefined,
): Promise<void> {
  const call = { timeoutMs: 10_000 };
  try {
    const container = await engine.containers.inspect(id ?? spec.name, call);
    const ours = fromLabels(container.labels)?.instance === spec.owner.instance;
    if (!ours || (id === undefined && container.phase !== 'created')) return;
    await engine.containers.remove(container.id, { ...call, force: true });
  } catch (error) {
    // Gone already, or the engine is; the first error says more.
    if (!(error instanceof EngineError)) throw error;
  }
}
