import type { NetworkPolicy } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import type { AppNetwork } from './ensure-network.ts';
import { type FirewallPlan, renderFirewallScript } from './firewall-rules.ts';
import { gatherRuns } from './gather-runs.ts';
import { runOnHost } from './run-on-host.ts';
import type { ResolvedPolicy } from './resolve-targets.ts';

/** Closes networks but for what their policies allow, each time they are used. */
export type NetworkCloser = (
  network: AppNetwork,
  of: {
    readonly policy: NetworkPolicy;
    readonly resolved: ResolvedPolicy;
    readonly range: string;
    /** Whether it is known to be open: its rules are set now, and a refusal is always thrown. */
    readonly isOpen?: boolean;
  },
) => Promise<void>;

/** For how long a network that was closed is taken to be so, as far as its rules are the same. */
const TRUSTED_MS = 30_000;

/** A script is one argument of a command, of which Linux takes 128 KiB; the rules of one are about 3. */
const MOST_AT_ONCE = 16;

/**
 * Makes a closer.
 *
 * Where the machine does not let us set its rules, a network of the kind `internet` stays as its
 * engine made it, which `findOpenNetworks` tells; others throw `NETWORK_OPEN`.
 */
export function createNetworkCloser(engine: Engine): NetworkCloser {
  const closed = new Map<string, { readonly rules: string; readonly done: Promise<void> }>();
  // Each run takes a container of a moment, which for many new networks at once would be half of the work.
  const close = gatherRuns<FirewallPlan>((plans) => closeAll(engine, plans), {
    most: MOST_AT_ONCE,
    isOfOne: isRefusal,
  });
  return async (network, { policy, resolved, range, isOpen = false }) => {
    const { bridge } = network;
    const { allowed } = resolved;
    const plan: FirewallPlan = { bridge, kind: policy.kind, allowed, closed: [range] };
    const rules = JSON.stringify(plan);
    const known = closed.get(network.id);
    const done = known?.rules === rules && !isOpen ? known.done : close(plan);
    if (done !== known?.done) {
      closed.set(network.id, { rules, done });
      const forget = (): boolean => closed.delete(network.id);
      done.then(() => setTimeout(forget, TRUSTED_MS).unref(), forget);
    }
    try {
      await done;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (isOpen || policy.kind !== 'internet') throw toOpen(policy.kind, error);
    }
  };
}

/** Not ended by the abort of one start, as others may wait for the same; its calls have their bounds. */
async function closeAll(engine: Engine, plans: readonly FirewallPlan[]): Promise<void> {
  const { exitCode, lines } = await runOnHost(engine, renderFirewallScript(plans), {});
  if (exitCode === 0) return;
  const detail = lines.join(' ').trim() || `exit code ${exitCode}`;
  throw new SpawnError('NETWORK_OPEN', `The engine's machine refuses firewall rules: ${detail}.`);
}

/** Whether the machine will not let us, rather than that its engine is away or full, or we were told to stop. */
function isRefusal(error: unknown): error is SpawnError | EngineError {
  if (error instanceof SpawnError) return error.code === 'NETWORK_OPEN';
  if (!(error instanceof EngineError) || error.retryable) return false;
  return error.code !== 'ABORTED' && error.code !== 'NO_SPACE';
}

const ASKED = { internet: '"internet"', broker: '"broker"', list: 'a list of hosts' };

function toOpen(kind: NetworkPolicy['kind'], cause: Error): SpawnError {
  return new SpawnError(
    'NETWORK_OPEN',
    `"network" of container.json asks for ${ASKED[kind]}, which cannot be enforced here: ${cause.message}`,
    {
      cause,
      remedy:
        'Run `celeriac doctor` to see what the engine is missing, or set "network" to "internet".',
    },
  );
}
