/** A TCP port of a host, as a container names it. */
export interface Endpoint {
  /** A host name or an IPv4 address. */
  readonly host: string;
  readonly port: number;
}

/**
 * What a container may connect to, besides `services`: what every worker needs, such as its broker.
 *
 * - `internet`: public addresses, and names by the engine's resolvers
 * - `broker`: nothing else
 * - `list`: nothing else but `hosts`, a private address being among them where it is listed
 *
 * Whatever it is, neighbours, services of the host, private ranges, link-local addresses (a cloud's
 * metadata) and the engine are out of reach.
 */
export type NetworkPolicy = { readonly services: readonly Endpoint[] } & (
  | { readonly kind: 'internet' }
  | { readonly kind: 'broker' }
  | { readonly kind: 'list'; readonly hosts: readonly Endpoint[] }
);

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'amqp:': 5672,
  'amqps:': 5671,
  'http:': 80,
  'https:': 443,
};

/** The endpoint that a URL of AMQP or HTTP names. Throws a `TypeError` for what is no URL. */
export function toEndpoint(url: string): Endpoint {
  const { protocol, hostname, port } = new URL(url);
  return { host: hostname, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port) };
}

/** Maps `network` of container.json, whose list holds `host:port`, and what the worker needs. */
export function toNetworkPolicy(
  network: 'internet' | 'broker' | readonly string[],
  services: readonly Endpoint[],
): NetworkPolicy {
  if (typeof network === 'string') return { kind: network, services };
  const hosts = network.map((entry) => {
    const colon = entry.lastIndexOf(':');
    return { host: entry.slice(0, colon), port: Number(entry.slice(colon + 1)) };
  });
  return { kind: 'list', hosts, services };
}
