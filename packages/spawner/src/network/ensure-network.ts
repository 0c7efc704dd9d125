import { createHash } from 'node:crypto';
import {
  NETWORK_POLICY_LABEL,
  type NetworkPolicy,
  type Owner,
  toLabels,
  toResourceName,
} from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { SpawnError } from '../spawn-error.ts';
import { toBridgeName } from './firewall-rules.ts';
import { freeSubnets } from './subnets.ts';

/** Where the networks of apps come from. */
export interface NetworkRange {
  /** Private IPv4 range in CIDR form that is used for nothing else. */
  readonly range: string;
  /** Bits of one app's subnet in it. */
  readonly subnetPrefix: number;
}

/** The network of an app's containers that may reach the same. */
export interface AppNetwork {
  readonly id: string;
  /** Its interface on the engine's machine. */
  readonly bridge: string;
}

const TRIES = 64;

/**
 * Finds or makes the bridge network of one app under one policy.
 *
 * Containers in it do not see each other. Versions of the app with another policy have a network of
 * their own, so that a deploy takes nothing from those that still work. Throws `CONFLICT` where its
 * name is taken by a network that is not ours, `NO_SUBNET` where the range is used up.
 */
export async function ensureNetwork(
  engine: Engine,
  of: { readonly owner: Owner; readonly policy: NetworkPolicy },
  settings: NetworkRange & { readonly call: CallOptions },
): Promise<AppNetwork> {
  const { call } = settings;
  const { instance, plugin, app } = of.owner;
  const labels = toLabels({ instance, plugin, app });
  const policy = JSON.stringify(of.policy);
  const hash = sha256(policy).slice(0, 6);
  const name = `celeriac-${instance}-${toResourceName(plugin)}.${toResourceName(app)}-${hash}`;
  const bridge = bridgeOf(name);
  let tries = 0;
  search: for (;;) {
    const networks = await engine.networks.list({}, call);
    const existing = networks.filter((network) => network.name === name);
    const ours = existing.find((network) => carries(network.labels, labels));
    if (ours !== undefined) return { id: ours.id, bridge };
    if (existing.length > 0) throw foreign(name);
    const taken = networks.flatMap(({ subnets }) => subnets);
    for (const subnet of freeSubnets(settings.range, settings.subnetPrefix, {
      seed: name,
      taken,
    })) {
      tries += 1;
      if (tries > TRIES) break search;
      const options = {
        'com.docker.network.bridge.enable_icc': 'false',
        'com.docker.network.bridge.name': bridge,
      };
      try {
        const made = {
          name,
          subnet,
          options,
          labels: { ...labels, [NETWORK_POLICY_LABEL]: policy },
        };
        return { id: await engine.networks.create(made, call), bridge };
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'CONFLICT') throw error;
        // Another was quicker: either with this very network, or with the subnet.
        if (!/overlap/i.test(error.detail ?? '')) continue search;
      }
    }
    break;
  }
  throw new SpawnError('NO_SUBNET', `No subnet of ${settings.range} is free for network ${name}.`, {
    remedy: 'Set a larger network range, or take down apps that are no longer needed.',
  });
}

/** The interface of a network of that name on the engine's machine. */
export function bridgeOf(name: string): string {
  return toBridgeName(sha256(name));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function carries(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

function foreign(name: string): SpawnError {
  return new SpawnError('CONFLICT', `A network named ${name} is there that is not ours.`, {
    remedy: `Remove it (\`docker network rm ${name}\`) if it is not needed.`,
  });
}
