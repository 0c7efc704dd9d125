import type { BlobStoreOptions } from '@celeriac/blob-store';
import {
  defaultStateDirectory,
  findStateDirectory,
  type InstanceSettings,
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
  /**
   * S3-compatible storage for large values, `http(s)://key:secret@host:port/bucket`, or `directory` for
   * the state directory; else `CELERIAC_BLOB_URL`, else what the last deploy had.
   */
  readonly blobUrl?: string;
  /** The same storage as seen from a container; else `CELERIAC_WORKER_BLOB_URL`, else derived. */
  readonly workerBlobUrl?: string;
  /**
   * At most so many bytes of data frames, files, blobs and graphics travel in a message, in each
   * direction; larger ones travel apart from it. Default 1 MiB; a broker takes 16 MiB by default.
   */
  readonly maxBodyBytes?: number;
  /**
   * How many results of one call may travel apart from messages, values that a generator yields
   * included, where they lie in S3-compatible storage: each needs an address in the call's message.
   * Default 16. In a directory there is no bound.
   */
  readonly maxLargeResults?: number;
  readonly signal?: AbortSignal;
}

/** Broker and catalog as found. */
export interface Connection {
  readonly brokerUrl: string;
  readonly state: StateDirectory;
  readonly blobs: BlobStoreOptions;
}

/** Finds broker and state directory; throws `NO_BROKER` where neither option nor deploy names one. */
export async function resolveConnection(
  options: ConnectOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Connection> {
  const path = options.stateDirectory ?? defaultStateDirectory(environment);
  const state = await findStateDirectory(path);
  const given = options.brokerUrl ?? environment['CELERIAC_BROKER_URL'];
  const last = state && (await readSettings(state));
  const brokerUrl = given ?? last?.brokerUrl;
  const blobs = toBlobOptions(options, environment, last);
  if (state !== undefined && brokerUrl !== undefined) return { brokerUrl, state, blobs };
  throw new FunctionsError('NO_BROKER', `Nothing has been deployed from ${path}.`, {
    remedy: 'Deploy a plugin first (celeriac deploy <folder>), or name its state directory.',
  });
}

function toBlobOptions(
  options: ConnectOptions,
  environment: Readonly<Record<string, string | undefined>>,
  last: InstanceSettings | undefined,
): BlobStoreOptions {
  const blobUrl = options.blobUrl ?? environment['CELERIAC_BLOB_URL'] ?? last?.blobUrl;
  if (blobUrl === undefined || blobUrl === 'directory') return {};
  const given = options.workerBlobUrl ?? environment['CELERIAC_WORKER_BLOB_URL'];
  const workerBlobUrl = given ?? (blobUrl === last?.blobUrl ? last.workerBlobUrl : undefined);
  return { blobUrl, ...(workerBlobUrl !== undefined && { workerBlobUrl }) };
}
