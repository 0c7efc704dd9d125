import { canListen } from '../host/free-ports.ts';
import { findProcesses } from '../host/process-identity.ts';
import { engineJson, engineRequest } from './engine-request.ts';

const systemHost = 'unix:///var/run/docker.sock';

/** Whether an engine answers a ping at the address. */
export async function answersPing(dockerHost: string): Promise<boolean> {
  try {
    return (await engineRequest(dockerHost, 'GET /_ping', { timeoutMs: 5_000 })).status === 200;
  } catch {
    return false;
  }
}

/** Finds an engine that already answers: `DOCKER_HOST`, else the system's socket. */
export async function findEngine(): Promise<string | undefined> {
  for (const dockerHost of [process.env['DOCKER_HOST'], systemHost]) {
    if (dockerHost && (await answersPing(dockerHost))) return dockerHost;
  }
  return undefined;
}

/**
 * Says why no private engine may be started: another one runs here that we may not use. Two engines in one network
 * namespace take each other's bridge away.
 */
export function findBlockingEngine(): string | undefined {
  const [other] = findProcesses(({ name }) => name === 'dockerd');
  return other && `a Docker engine (process ${other.pid}) runs here but does not answer this user`;
}

interface AddressRange {
  readonly Gateway?: string;
  readonly Subnet?: string;
}

/** The IPv4 address at which containers reach this host through the default bridge, if it is an address of this host. */
export async function findBridgeGateway(dockerHost: string): Promise<string | undefined> {
  interface Network {
    readonly IPAM?: { readonly Config?: readonly AddressRange[] | null };
  }
  const bridge = await engineJson<Network>(dockerHost, 'GET /networks/bridge').catch(() => null);
  const gateway = (bridge?.IPAM?.Config ?? []).map(toGateway).find((address) => address !== '');
  // Node does not list an interface without a carrier, which an idle bridge is: try to bind instead.
  return gateway !== undefined && (await canListen(gateway, 0)) ? gateway : undefined;
}

/** The IPv4 gateway of a network; the first address of its subnet where a fresh engine does not tell; else ''. */
export function toGateway(range: AddressRange): string {
  if (/^\d+(\.\d+){3}$/.test(range.Gateway ?? '')) return range.Gateway ?? '';
  const subnet = /^(\d+\.\d+\.\d+)\.(\d+)\/\d+$/.exec(range.Subnet ?? '');
  return subnet ? `${subnet[1]}.${Number(subnet[2]) + 1}` : '';
}
