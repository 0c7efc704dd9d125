import { resolve } from 'node:path';
import {
  defaultStateDirectory,
  findStateDirectory,
  type InstanceSettings,
  readSettings,
  requireStateDirectory,
  type StateDirectory,
} from '@celeriac/state';
import { CliError } from '../cli-error.ts';
import type { ServiceFlags } from '../service-flags.ts';

const DEFAULT_BROKER = 'amqp://guest:guest@127.0.0.1:5672';
const MANAGEMENT_PORT = 15672;

/** The state directory that flags and environment name. */
export function stateDirectoryOf(flags: ServiceFlags): string {
  return resolve(flags.stateDir ?? defaultStateDirectory(process.env));
}

/** Opens the state directory that flags name; throws `NO_SETTINGS` where nothing was deployed. */
export function requireState(flags: ServiceFlags): Promise<StateDirectory> {
  return requireStateDirectory(stateDirectoryOf(flags));
}

/** Where the services are: flags and environment first, then the last deploy, then defaults. */
export async function resolveServices(flags: ServiceFlags): Promise<InstanceSettings> {
  const state = await findStateDirectory(stateDirectoryOf(flags));
  const last = state && (await readSettings(state));
  // Addresses that belong together come from one place: those of another broker do not fit.
  const known =
    flags.brokerUrl === undefined || flags.brokerUrl === last?.brokerUrl ? last : undefined;
  const brokerUrl = flags.brokerUrl ?? known?.brokerUrl ?? DEFAULT_BROKER;
  requireUrl(brokerUrl, '--broker-url', ['amqp:', 'amqps:']);
  requireUrl(flags.workerBrokerUrl, '--worker-broker-url', ['amqp:', 'amqps:']);
  requireUrl(flags.managementUrl, '--management-url', ['http:', 'https:']);
  const dockerHost = flags.dockerHost ?? last?.dockerHost;
  const consumerTimeoutSeconds =
    toSeconds(flags.consumerTimeout, '--consumer-timeout') ?? known?.consumerTimeoutSeconds;
  return {
    brokerUrl,
    workerBrokerUrl: flags.workerBrokerUrl ?? known?.workerBrokerUrl ?? workerUrlFor(brokerUrl),
    managementUrl: flags.managementUrl ?? known?.managementUrl ?? managementUrlFor(brokerUrl),
    ...(consumerTimeoutSeconds !== undefined && { consumerTimeoutSeconds }),
    ...(dockerHost !== undefined && { dockerHost }),
    ...(known?.keeper !== undefined && { keeper: known.keeper }),
    ...resolveBlobUrls(flags, last),
  };
}

/** Where large values lie: in a directory where neither flags nor the last deploy name a storage. */
function resolveBlobUrls(
  flags: ServiceFlags,
  last: InstanceSettings | undefined,
): Pick<InstanceSettings, 'blobUrl' | 'workerBlobUrl'> {
  const blobUrl = flags.blobUrl ?? last?.blobUrl;
  if (blobUrl === undefined || blobUrl === 'directory') return {};
  requireUrl(blobUrl, '--blob-url', ['http:', 'https:']);
  requireUrl(flags.workerBlobUrl, '--worker-blob-url', ['http:', 'https:']);
  const known = blobUrl === last?.blobUrl ? last.workerBlobUrl : undefined;
  const workerBlobUrl = flags.workerBlobUrl ?? known;
  return { blobUrl, ...(workerBlobUrl !== undefined && { workerBlobUrl }) };
}

function toSeconds(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new CliError('BAD_USAGE', `${flag} takes a number of seconds above 0.`);
}

function requireUrl(url: string | undefined, flag: string, protocols: readonly string[]): void {
  if (url === undefined || protocols.includes(URL.parse(url)?.protocol ?? '')) return;
  const forms = protocols.map((protocol) => `${protocol}//…`).join(' or ');
  throw new CliError('BAD_USAGE', `${flag} takes a URL, ${forms}.`);
}

/** A container's localhost is not the host's. */
function workerUrlFor(brokerUrl: string): string {
  const url = new URL(brokerUrl);
  if (['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    url.hostname = 'host.docker.internal';
  return url.href;
}

function managementUrlFor(brokerUrl: string): string {
  return `http://${new URL(brokerUrl).hostname}:${MANAGEMENT_PORT}`;
}
