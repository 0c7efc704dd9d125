import type { NetworkPolicy } from '@celeriac/deployment';
import { type Engine, EngineError } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import type { AppNetwork } from './ensure-network.ts';
import { type FirewallPlan, renderFirewallScript } from './firewall-rules.ts';
import { gatherRuns } from './gather-runs.ts';
import { runOnHost } from './run-on-host.ts';
import type { ResolvedPolicy } from './resolve-targets.ts';

/** Closes networks but for what their policies allow, each time they are used. */
export interface NetworkCloser {
  close(network: AppNetwork, of: ClosingOptions): Promise<void>;
  /** Bridges were looked at and are closed: those of our networks are taken to be so again for a while. */
  sawClosed(bridges: ReadonlySet<string>): void;
}

/** What a network is to be closed to. */
export interface ClosingOptions {
  readonly policy: NetworkPolicy;
  readonly resolved: ResolvedPolicy;
  readonly range: string;
  /** Whether it is known to be open: its rules are set now, and a refusal is always thrown. */
  readonly isOpen?: boolean;
}

/**
 * For how long a network that was closed, or seen to be, is taken to be so, as far as its rules are the
 * same, so that a start need not wait for them. Longer than the time between two looks of a controller;
 * rules that somebody takes away are missing for just as long for those that run already.
 */
const TRUSTED_MS = 90_000;

/** A script is one argument of a command, of which Linux takes 128 KiB; the rules of one are about 3. */
const MOST_AT_ONCE = 16;

interface Closed {
  readonly bridge: string;
  readonly rules: string;
  readonly done: Promise<void>;
  untilMs: number;
}

/**
 * Makes a closer.
 *
 * Where the machine does not let us set its rules, a network of the kind `internet` stays as its
 * engine made it, which `findOpenNetworks` tells; others throw `NETWORK_OPEN`.
 */
export function createNetworkCloser(
  apply: (plans: readonly FirewallPlan[]) => Promise<void>,
  now = (): number => performance.now(),
): NetworkCloser {
  const closed = new Map<string, Closed>();
  // Each run takes a container of a moment, which for many new networks at once would be half of the work.
  const run = gatherRuns(apply, { most: MOST_AT_ONCE, isOfOne: isRefusal });
  return {
    async close(network, { policy, resolved, range, isOpen = false }) {
      const { id, bridge } = network;
      const { allowed } = resolved;
      const plan: FirewallPlan = { bridge, kind: policy.kind, allowed, closed: [range] };
      const rules = JSON.stringify(plan);
      for (const [of, { untilMs }] of closed) if (untilMs < now()) closed.delete(of);
      let known = closed.get(id);
      if (known === undefined || known.rules !== rules || isOpen) {
        const fresh: Closed = { bridge, rules, done: run(plan), untilMs: Infinity };
        const trust = (): void => void (fresh.untilMs = now() + TRUSTED_MS);
        fresh.done.then(trust, () => undefined);
        closed.set(id, fresh);
        known = fresh;
      }
      try {
        await known.done;
      } catch (error) {
        if (closed.get(id) === known) closed.delete(id);
        if (!isRefusal(error)) throw error;
        if (isOpen || policy.kind !== 'internet') throw toOpen(policy.kind, error);
      }
    },
    sawClosed(bridges) {
      for (const one of closed.values())
        if (bridges.has(one.bridge) && one.untilMs >= now()) one.untilMs = now() + TRUSTED_MS;
    },
  };
}

/**
 * Sets the rules of networks on the engine's machine; throws `NETWORK_OPEN` where that refuses.
 *
 * Not ended by the abort of one start, as others may wait for the same; its calls have their bounds.
 */
export async function setRules(engine: Engine, plans: readonly FirewallPlan[]): Promise<void> {
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
