import { type OwnerFilter, toLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import { bridgeOf } from './ensure-network.ts';
import { renderAuditScript } from './firewall-rules.ts';
import { runOnHost } from './run-on-host.ts';

/**
 * Finds the bridges of an owner's networks that are open, because something took their rules away or
 * they could not be set; none where all is well.
 *
 * Throws `NETWORK_OPEN` where the engine's machine lets us set no rules at all.
 */
export async function findOpenNetworks(
  engine: Engine,
  owner: OwnerFilter,
  options: CallOptions = {},
): Promise<readonly string[]> {
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
    const open = lines.flatMap((line) =>
      line.startsWith('open ') ? [line.slice('open '.length)] : [],
    );
    if (open.length === 0) return [];
    const networks = await engine.networks.list({ labels: toLabels(owner) }, options);
    const owned = new Set(networks.map(({ name }) => bridgeOf(name)));
    return open.filter((bridge) => owned.has(bridge));
  } catch (error) {
    if (!(error instanceof EngineError) || error.retryable || error.code === 'ABORTED') throw error;
    throw fail(error.message, error);
  }
}
