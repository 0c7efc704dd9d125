import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { renderTidyScript } from './network/firewall-rules.ts';
import { HOST_SCRIPT_LABELS, runOnHost } from './network/run-on-host.ts';

/** Removes networks and volumes of ours that nothing uses; see `Spawner.sweep`. */
export async function sweepUnused(
  engine: Engine,
  owner: OwnerFilter,
  call: CallOptions,
): Promise<void> {
  // An app's network serves all of its versions, so its labels name none.
  const { version: _, ...ofApp } = owner;
  let removed = 0;
  for (const { id } of await engine.networks.list({ labels: toLabels(ofApp) }, call)) {
    // A stopped container needs its network to start again, though the engine would let it go.
    const users = await engine.containers.list({ network: id }, call);
    if (users.length > 0) continue;
    await unlessTaken(engine.networks.remove(id, call));
    removed += 1;
  }
  if (removed > 0) await tidyHost(engine, call);
  const unused = { labels: toLabels(owner), unused: true };
  for (const { name } of await engine.volumes.list(unused, call))
    await unlessTaken(engine.volumes.remove(name, call));
}

/** Takes away the rules of what was removed, where the machine lets us; those of no bridge do nothing. */
async function tidyHost(engine: Engine, call: CallOptions): Promise<void> {
  try {
    await runOnHost(engine, renderTidyScript(), call);
  } catch (error) {
    if (!(error instanceof EngineError) || error.retryable || error.code === 'ABORTED') throw error;
  }
  for (const { id, phase } of await engine.containers.list({ labels: HOST_SCRIPT_LABELS }, call))
    if (phase === 'exited') await unlessTaken(engine.containers.remove(id, call));
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
