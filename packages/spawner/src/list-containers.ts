import { type ContainerStatus, fromLabels, type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import type { EndMemory } from './ends/end-memory.ts';
import { readEnd } from './ends/read-end.ts';
import { toStatus } from './to-status.ts';

const AT_ONCE = 16;

/** Lists containers of ours by name; see `Spawner.list`. */
export async function listContainers(
  engine: Engine,
  owner: OwnerFilter,
  { memory, call }: { readonly memory: EndMemory; readonly call: CallOptions },
): Promise<readonly ContainerStatus[]> {
  const found = await engine.containers.list({ labels: toLabels(owner) }, call);
  const waiting = found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const statuses: ContainerStatus[] = [];
  while (waiting.length > 0) {
    const batch = waiting
      .splice(0, AT_ONCE)
      .map(({ id }) => readStatus(engine, id, { memory, call }));
    for (const status of await Promise.all(batch)) if (status !== undefined) statuses.push(status);
  }
  return statuses;
}

async function readStatus(
  engine: Engine,
  id: string,
  { memory, call }: { readonly memory: EndMemory; readonly call: CallOptions },
): Promise<ContainerStatus | undefined> {
  try {
    const container = await engine.containers.inspect(id, call);
    if (fromLabels(container.labels) === undefined) return undefined;
    const outOfMemory = container.outOfMemory || memory.hasMemoryRunOut(container.id);
    return toStatus(
      { ...container, outOfMemory },
      (await readEnd(engine, container, memory))?.cause,
    );
  } catch (error) {
    // It went away since the list was made.
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
