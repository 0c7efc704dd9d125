import {
  defaultStateDirectory,
  findStateDirectory,
  readSettings,
  type StateDirectory,
} from '@celeriac/state';
import { FunctionsError } from './functions-error.ts';

/** Where to find broker and catalog; what is left out comes from environment and state directory. */
export interface ConnectOptions {
  /**
   * `amqp://user:password@host:port/vhost`; else `CELERIAC_BROKER_URL`, else the broker of the last
   * deploy.
   */
  readonly brokerUrl?: string;
  /** The state directory whose catalog is called; else `defaultStateDirectory` of `@celeriac/state`. */
  readonly stateDirectory?: string;
  /** Bound of every call that names none, in milliseconds. Default 300,000. */
  readonly timeoutMs?: number;
  /** Bound of connecting, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /**
   * Names this program to the broker: answers that come while it does not run wait for it, for ten
   * minutes, and `attach` gets them. One program at a time can have a name.
   */
  readonly clientName?: string;
  readonly signal?: AbortSignal;
}

/** Broker and catalog as found. */
export interface Connection {
  readonly brokerUrl: string;
  readonly state: StateDirectory;
}

/** Finds broker and state directory; throws `NO_BROKER` where neither option nor deploy names one. */
export async function resolveConnection(
  options: ConnectOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Connection> {
  const path = options.stateDirectory ?? defaultStateDirectory(environment);
  const state = await findStateDirectory(path);
  const given = options.brokerUrl ?? environment['CELERIAC_BROKER_URL'];
  const brokerUrl = given ?? (state && (await readSettings(state)))?.brokerUrl;
  if (state !== undefined && brokerUrl !== undefined) return { brokerUrl, state };
  throw new FunctionsError('NO_BROKER', `Nothing has been deployed from ${path}.`, {
    remedy: 'Deploy a plugin first (celeriac deploy <folder>), or name its state directory.',
  });
}
