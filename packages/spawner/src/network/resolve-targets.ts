import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { Endpoint, NetworkPolicy } from '@celeriac/deployment';
import { SpawnError } from '../spawn-error.ts';
import type { Target } from './firewall-rules.ts';

/** The endpoints of a policy with their addresses. */
export interface ResolvedPolicy {
  readonly allowed: readonly Target[];
  /** `name:address` of every name, so that a container needs no resolver to find them. */
  readonly hosts: readonly string[];
}

/** The name by which containers know the engine's machine. */
export const HOST_NAME = 'host.docker.internal';

/** No list opens these: the machine itself, a cloud's metadata, what is no address of one host. */
const NEVER_LISTED = /^(0|127|169\.254|22[4-9]|2[345]\d)\./;

/**
 * Finds the addresses of what a policy allows.
 *
 * Throws `HOST_NOT_FOUND` for a name that has none, and `INVALID_SPEC` for a listed host that no
 * list may open.
 */
export async function resolveTargets(policy: NetworkPolicy): Promise<ResolvedPolicy> {
  const listed = policy.kind === 'list' ? policy.hosts : [];
  for (const { host, port } of listed) if (host === HOST_NAME) throw neverListed(host, port);
  const services = await Promise.all(policy.services.map(resolve));
  const others = await Promise.all(listed.map(resolve));
  for (const { endpoint, addresses } of others)
    if (addresses.some((address) => NEVER_LISTED.test(address)))
      throw neverListed(endpoint.host, endpoint.port);
  const found = [...services, ...others];
  return {
    allowed: found.flatMap(({ endpoint, addresses }) =>
      addresses.map((address): Target => ({ address, port: endpoint.port })),
    ),
    hosts: [
      ...new Set(
        found
          .filter(({ endpoint: { host } }) => host !== HOST_NAME && !isIPv4(host))
          .flatMap(({ endpoint, addresses }) =>
            addresses.map((address) => `${endpoint.host}:${address}`),
          ),
      ),
    ].toSorted(),
  };
}

async function resolve(endpoint: Endpoint): Promise<{
  readonly endpoint: Endpoint;
  readonly addresses: readonly string[];
}> {
  const { host } = endpoint;
  if (host === HOST_NAME) return { endpoint, addresses: ['host'] };
  if (isIPv4(host)) return { endpoint, addresses: [host] };
  try {
    const found = await lookup(host, { family: 4, all: true });
    return { endpoint, addresses: found.map(({ address }) => address).toSorted() };
  } catch (cause) {
    throw new SpawnError('HOST_NOT_FOUND', `The host ${host} has no IPv4 address here.`, {
      cause,
      remedy: `Correct it in "network" of container.json (or in the broker's address), or see why this machine cannot resolve it: getent ahostsv4 ${host}.`,
    });
  }
}

function neverListed(host: string, port: number): SpawnError {
  return new SpawnError(
    'INVALID_SPEC',
    `"network" of container.json lists ${host}:${port}, which is of the engine's machine or of its cloud; no app may connect to those.`,
    { remedy: 'Take it from the list, or offer that service on another host.' },
  );
}
