import { type Owner, toLabels, toResourceName } from '@celeriac/deployment';
import { type CallOptions, type Engine, EngineError } from '@celeriac/engine';
import { SpawnError } from './spawn-error.ts';
import { freeSubnets } from './subnets.ts';

/** Where the networks of apps come from. */
export interface NetworkRange {
  /** Private IPv4 range in CIDR form that is used for nothing else. */
  readonly range: string;
  /** Bits of one app's subnet in it. */
  readonly subnetPrefix: number;
}

const TRIES = 64;

/**
 * Finds or makes the bridge network of one app and resolves to its id.
 *
 * Containers in it do not see each other. Throws `CONFLICT` where its name is taken by a network that
 * is not ours, `NO_SUBNET` where the range is used up.
 */
export async function ensureNetwork(
  engine: Engine,
  owner: Owner,
  settings: NetworkRange & { readonly call: CallOptions },
): Promise<string> {
  const { call } = settings;
  const { instance, plugin, app } = owner;
  const labels = toLabels({ instance, plugin, app });
  const name = `celeriac-${instance}-${toResourceName(plugin)}.${toResourceName(app)}`;
  let tries = 0;
  search: for (;;) {
    const networks = await engine.networks.list({}, call);
    const existing = networks.filter((network) => network.name === name);
    const ours = existing.find((network) => carries(network.labels, labels));
    if (ours !== undefined) return ours.id;
    if (existing.length > 0) throw foreign(name);
    const taken = networks.flatMap(({ subnets }) => subnets);
    for (const subnet of freeSubnets(settings.range, settings.subnetPrefix, {
      seed: name,
      taken,
    })) {
      tries += 1;
      if (tries > TRIES) break search;
      const options = { 'com.docker.network.bridge.enable_icc': 'false' };
      try {
        return await engine.networks.create({ name, labels, subnet, options }, call);
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
