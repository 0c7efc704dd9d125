import {
  fromLabels,
  NETWORK_POLICY_LABEL,
  type NetworkPolicy,
  type Owner,
  type OwnerFilter,
  toLabels,
} from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError, type EngineNetwork } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import { type AppNetwork, bridgeOf } from './ensure-network.ts';
import { renderAuditScript } from './firewall-rules.ts';
import { runOnHost } from './run-on-host.ts';

/** A network of an app, as it stands on the engine. */
export interface FoundNetwork extends AppNetwork {
  readonly name: string;
  readonly owner: Pick<Owner, 'instance' | 'plugin' | 'app'>;
  /** What its containers may connect to; `undefined` where the network does not tell. */
  readonly policy: NetworkPolicy | undefined;
}

/** What a look at the machine's rules has found. */
export interface NetworkAudit {
  readonly open: readonly FoundNetwork[];
  /** Bridges that are closed, whoever owns them. */
  readonly closedBridges: ReadonlySet<string>;
}

/**
 * Finds networks of an owner that are open, because something took their rules away or they could
 * not be set; none where all is well.
 *
 * Throws `NETWORK_OPEN` where the engine's machine lets us set no rules at all.
 */
export async function findOpenNetworks(
  engine: Engine,
  owner: OwnerFilter,
  options: CallOptions = {},
): Promise<readonly FoundNetwork[]> {
  return (await auditNetworks(engine, owner, options)).open;
}

/** Finds out which networks are open, as `findOpenNetworks` does, and which bridges are closed. */
export async function auditNetworks(
  engine: Engine,
  owner: OwnerFilter,
  options: CallOptions,
): Promise<NetworkAudit> {
  const fail = (why: string, cause?: unknown): SpawnError =>
    new SpawnError(
      'NETWORK_OPEN',
      `The networks of apps cannot be closed on the engine's machine: ${why}`,
      {
        cause,
        remedy:
          'Apps with "network": "internet" run all the same, and reach what their machine reaches; install iptables there, and let the engine run containers in its own network.',
      },
    );
  try {
    const { exitCode, lines } = await runOnHost(engine, renderAuditScript(), options);
    if (exitCode !== 0) throw fail(lines.join(' ').trim() || `exit code ${exitCode}`);
    const inState = (state: string): ReadonlySet<string> =>
      new Set(lines.flatMap((line) => (line.startsWith(state) ? [line.slice(state.length)] : [])));
    const open = inState('open ');
    const found = open.size === 0 ? [] : await findNetworks(engine, owner, options);
    return {
      open: found.filter(({ bridge }) => open.has(bridge)),
      closedBridges: inState('closed '),
    };
  } catch (error) {
    if (!(error instanceof EngineError) || error.retryable || error.code === 'ABORTED') throw error;
    throw fail(error.message, error);
  }
}

/** Finds the networks of an owner. */
export async function findNetworks(
  engine: Engine,
  owner: OwnerFilter,
  options: CallOptions,
): Promise<readonly FoundNetwork[]> {
  // An app's network serves all of its versions, so its labels name none.
  const { version: _, ...ofApp } = owner;
  const networks = await engine.networks.list({ labels: toLabels(ofApp) }, options);
  return networks.flatMap(toFound);
}

function toFound({ id, name, labels }: EngineNetwork): readonly FoundNetwork[] {
  const owner = fromLabels(labels);
  if (owner === undefined) return [];
  const { instance, plugin, app } = owner;
  const text = labels[NETWORK_POLICY_LABEL];
  const policy = text === undefined ? undefined : (JSON.parse(text) as NetworkPolicy);
  return [{ id, name, bridge: bridgeOf(name), owner: { instance, plugin, app }, policy }];
}
