import {
  type ContainerStatus,
  fromLabels,
  type OwnerFilter,
  type StateLimits,
  toLabels,
} from '@celeriac/deployment';
import {
  type CallOptions,
  type Engine,
  type EngineContainerSummary,
  EngineError,
} from '@celeriac/engine';
import type { EndMemory } from './ends/end-memory.ts';
import { judgeOverdue } from './ends/judge-overdue.ts';
import { readEnd } from './ends/read-end.ts';
import { toListedStatus, toStatus } from './to-status.ts';

const AT_ONCE = 16;

/** What a list goes by. */
export interface ListOptions {
  readonly memory: EndMemory;
  readonly limits: StateLimits;
  /** Names of those that this spawner is just starting. */
  readonly starting: ReadonlySet<string>;
  readonly call: CallOptions;
}

/** Lists containers of ours by name; see `Spawner.list`. */
export async function listContainers(
  engine: Engine,
  owner: OwnerFilter,
  options: ListOptions,
): Promise<readonly ContainerStatus[]> {
  const found = await engine.containers.list({ labels: toLabels(owner) }, options.call);
  // What is not started yet may never be; how old it is, only the engine's own clock tells.
  const { starting } = options;
  const isPending = found.some(({ phase, name }) => phase === 'created' && !starting.has(name));
  const engineMs = isPending ? (await engine.info(options.call)).timeMs : undefined;
  const waiting = found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const statuses: ContainerStatus[] = [];
  while (waiting.length > 0) {
    const batch = waiting
      .splice(0, AT_ONCE)
      .map((container) => readStatus(engine, container, { ...options, engineMs }));
    for (const status of await Promise.all(batch)) if (status !== undefined) statuses.push(status);
  }
  return statuses;
}

async function readStatus(
  engine: Engine,
  summary: EngineContainerSummary,
  of: ListOptions & { readonly engineMs: number | undefined },
): Promise<ContainerStatus | undefined> {
  const { memory, limits, starting, call, engineMs } = of;
  const { id, name, phase } = summary;
  // Most run, and there may be many: to look at each alone takes an engine longer than all the rest.
  if (phase === 'running' && !isSpecial(id, memory)) return toListedStatus(summary, 'running');
  // An engine tells nothing more of one that it is starting until that is done.
  if (phase === 'created' && starting.has(name)) return toListedStatus(summary, 'pending');
  try {
    const container = await engine.containers.inspect(id, call);
    if (fromLabels(container.labels) === undefined) return undefined;
    const outOfMemory = container.outOfMemory || memory.hasMemoryRunOut(container.id);
    const end = await readEnd(engine, container, memory);
    const stopping = memory.stoppingOf(container.id);
    const overdue = { limits, engineMs, stopping, nowMs: performance.now() };
    const cause = end?.cause ?? judgeOverdue(container, overdue);
    const isStopping = stopping !== undefined;
    return toStatus({ ...container, outOfMemory }, { cause, isStopping });
  } catch (error) {
    // It went away since the list was made.
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Whether more is known of one that runs than that it does. */
function isSpecial(id: string, memory: EndMemory): boolean {
  const isEnding = memory.hasEnded(id) || memory.stoppingOf(id) !== undefined;
  return isEnding || memory.hasMemoryRunOut(id);
}
