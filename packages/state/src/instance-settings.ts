import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { nothingDeployed } from './state-error.ts';
import type { StateDirectory } from './state-directory.ts';

/** What an instance was deployed with, so that callers and the controller find the same services. */
export interface InstanceSettings {
  /** `amqp://user:password@host:port/vhost` as seen from here. */
  readonly brokerUrl: string;
  /** The same broker as seen from inside a container. */
  readonly workerBrokerUrl: string;
  /** `http://host:port` of RabbitMQ's management API. */
  readonly managementUrl: string;
  /** What `consumer_timeout` of a RabbitMQ before 3.12 is set to, in seconds; its default where left out. */
  readonly consumerTimeoutSeconds?: number;
  /** Docker engine, in the form of `DOCKER_HOST`; the platform's default where left out. */
  readonly dockerHost?: string;
  /**
   * `http(s)://key:secret@host:port/bucket` of S3-compatible storage for large values; left out where
   * they lie in the state directory.
   */
  readonly blobUrl?: string;
  /** `http(s)://host:port` of the same storage as seen from inside a container. */
  readonly workerBlobUrl?: string;
  /** The process that the services end with, a `celeriac dev`; left out where they stay. */
  readonly keeper?: ProcessIdentity;
}

const FILE = 'settings.json';

/**
 * Reads the settings of the last deploy; `undefined` where nothing was deployed yet, or the services
 * have ended with their keeper.
 */
export async function readSettings(state: StateDirectory): Promise<InstanceSettings | undefined> {
  const settings = await state.readJson<InstanceSettings>(FILE);
  if (settings?.keeper !== undefined && !isAlive(settings.keeper)) return undefined;
  return settings;
}

/** Reads the settings of the last deploy; throws `NO_SETTINGS` where nothing was deployed yet. */
export async function requireSettings(state: StateDirectory): Promise<InstanceSettings> {
  const settings = await readSettings(state);
  if (settings !== undefined) return settings;
  throw nothingDeployed(state.path);
}

/** Keeps the settings of a deploy. */
export function writeSettings(state: StateDirectory, settings: InstanceSettings): Promise<void> {
  return state.writeJson(FILE, settings);
}

/** Forgets them. */
export function removeSettings(state: StateDirectory): Promise<void> {
  return state.remove(FILE);
}
