import type { OpenNetwork, OwnerFilter } from '@celeriac/deployment';
import type { CallOptions, Engine } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import type { NetworkCloser } from './close-network.ts';
import { auditNetworks, findNetworks, type FoundNetwork } from './find-open-networks.ts';
import { resolveTargets } from './resolve-targets.ts';

/** Closes networks of ours that are open; see `Spawner.secure`. */
export async function secureNetworks(
  engine: Engine,
  owner: OwnerFilter,
  by: {
    readonly closer: NetworkCloser;
    readonly range: string;
    readonly call: CallOptions;
  },
): Promise<readonly OpenNetwork[]> {
  let open: readonly FoundNetwork[];
  try {
    const audit = await auditNetworks(engine, owner, by.call);
    by.closer.sawClosed(audit.closedBridges);
    ({ open } = audit);
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    const all = await findNetworks(engine, owner, by.call);
    return all.map((network) => tell(network, error.message));
  }
  const told: OpenNetwork[] = [];
  // In turns: one machine sets the rules of all.
  for (const network of open) {
    try {
      await closeAgain(network, by);
      told.push(tell(network));
    } catch (error) {
      if (!(error instanceof SpawnError)) throw error;
      told.push(tell(network, error.message));
    }
  }
  return told;
}

async function closeAgain(
  network: FoundNetwork,
  { closer, range }: { readonly closer: NetworkCloser; readonly range: string },
): Promise<void> {
  const { policy, name } = network;
  if (policy === undefined)
    throw new SpawnError('NETWORK_OPEN', `The network ${name} does not say what it may reach.`);
  const resolved = await resolveTargets(policy);
  await closer.close(network, { policy, resolved, range, isOpen: true });
}

function tell({ owner, name: network }: FoundNetwork, problem?: string): OpenNetwork {
  const closed = problem === undefined;
  return { owner, network, closed, ...(problem !== undefined && { problem }) };
}
