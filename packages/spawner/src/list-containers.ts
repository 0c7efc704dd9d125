import { type ContainerStatus, type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { toStatus } from './to-status.ts';

const AT_ONCE = 16;

/** Lists containers of ours by name; see `Spawner.list`. */
export async function listContainers(
  engine: Engine,
  owner: OwnerFilter,
  call: CallOptions,
): Promise<readonly ContainerStatus[]> {
  const found = await engine.containers.list({ labels: toLabels(owner) }, call);
  const waiting = found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const statuses: ContainerStatus[] = [];
  while (waiting.length > 0) {
    const batch = waiting.splice(0, AT_ONCE).map(({ id }) => readStatus(engine, id, call));
    for (const status of await Promise.all(batch)) if (status !== undefined) statuses.push(status);
  }
  return statuses;
}

async function readStatus(
  engine: Engine,
  id: string,
  call: CallOptions,
): Promise<ContainerStatus | undefined> {
  try {
    return toStatus(await engine.containers.inspect(id, call));
  } catch (error) {
    // It went away since the list was made.
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
