import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';

/** Removes networks and volumes of ours that nothing uses; see `Spawner.sweep`. */
export async function sweepUnused(
  engine: Engine,
  owner: OwnerFilter,
  call: CallOptions,
): Promise<void> {
  // An app's network serves all of its versions, so its labels name none.
  const { version: _, ...ofApp } = owner;
  for (const { id } of await engine.networks.list({ labels: toLabels(ofApp) }, call)) {
    // A stopped container needs its network to start again, though the engine would let it go.
    const users = await engine.containers.list({ network: id }, call);
    if (users.length === 0) await unlessTaken(engine.networks.remove(id, call));
  }
  const unused = { labels: toLabels(owner), unused: true };
  for (const { name } of await engine.volumes.list(unused, call))
    await unlessTaken(engine.volumes.remove(name, call));
}

async function unlessTaken(request: Promise<void>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (error instanceof EngineError && (error.code === 'CONFLICT' || error.code === 'NOT_FOUND'))
      return;
    throw error;
  }
}
