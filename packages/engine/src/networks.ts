import { toLabelFilter } from './images.ts';
import { checkReference } from './reference.ts';
import { type CallOptions, callEngine, type Transport } from './transport.ts';

/** A bridge network to create. */
export interface NetworkConfig {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** CIDR; one of the engine's own pools unless given. */
  readonly subnet?: string;
  /** Options of the bridge driver. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A network as the engine has it. */
export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** CIDRs. */
  readonly subnets: readonly string[];
}

/** Networks of an engine; every method throws `EngineError`. */
export interface EngineNetworks {
  /** Resolves to its id. Throws `CONFLICT` where the name is taken or the subnet overlaps another. */
  create(config: NetworkConfig, options?: CallOptions): Promise<string>;
  list(
    filter?: { readonly labels?: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<readonly EngineNetwork[]>;
  /** Throws `CONFLICT` while something is connected. */
  remove(id: string, options?: CallOptions): Promise<void>;
}

/** Makes the networks part of an engine. */
export function createNetworks(transport: Transport): EngineNetworks {
  const { docker } = transport;
  return {
    create: (config, options = {}) =>
      callEngine(
        transport,
        { ...options, action: `create network ${config.name}` },
        async (abortSignal) => {
          const { subnet } = config;
          const network = await docker.createNetwork({
            Name: config.name,
            CheckDuplicate: true,
            Driver: 'bridge',
            EnableIPv6: false,
            Labels: { ...config.labels },
            Options: { ...config.options },
            ...(subnet === undefined ? {} : { IPAM: { Config: [{ Subnet: subnet }] } }),
            abortSignal,
          });
          return network.id;
        },
      ),
    list: (filter = {}, options = {}) =>
      callEngine(transport, { ...options, action: 'list networks' }, async (abortSignal) => {
        const filters: Record<string, string[]> = {};
        if (filter.labels) filters['label'] = toLabelFilter(filter.labels);
        const networks = await docker.listNetworks({ filters, abortSignal });
        return networks.map((network) => ({
          id: network.Id,
          name: network.Name,
          driver: network.Driver,
          labels: network.Labels ?? {},
          subnets: (network.IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
        }));
      }),
    remove: (id, options = {}) =>
      callEngine(transport, { ...options, action: `remove network ${id}` }, async (abortSignal) => {
        await docker.getNetwork(checkReference(id)).remove({ abortSignal });
      }),
  };
}
