import {
  type AppBroker,
  type BlobPlace,
  type ContainerSpec,
  type Owner,
  toEndpoint,
  toNetworkPolicy,
  toReplica,
  WORKER_BLOB_DIRECTORY,
  WORKER_ENVIRONMENT,
} from '@celeriac/deployment';
import type { ContainerSettings } from '@celeriac/plugin';
import { sha256Hex } from '@celeriac/signature';
import type { DeployerSettings } from '../deployer-options.ts';
import type { AppPlan } from './plan-deployment.ts';

/**
 * What a worker has where its engine, or somebody else, stops it: an engine that ends waits for so long,
 * and then so does its machine. Our own stops have a grace of their own.
 */
const BACKEND_GRACE_MS = 30_000;

/** Makes the container of an app's first replica, which the others are made from. */
export function planTemplate(
  plan: AppPlan,
  from: {
    owner: Owner;
    broker: AppBroker;
    env: Readonly<Record<string, string>>;
    settings: Pick<DeployerSettings, 'workerBrokerUrl'>;
    /** That of the broker; see `BrokerAdmin`. */
    longestCallSeconds?: number | undefined;
    /** Where the app keeps large values. */
    blobs: BlobPlace | undefined;
  },
): ContainerSpec {
  const { container } = plan.app;
  const blobDirectory = from.blobs?.directory;
  const blobService = from.blobs?.service;
  const services = [
    toEndpoint(from.settings.workerBrokerUrl),
    ...(blobService ? [blobService] : []),
  ];
  const shape = {
    image: plan.image,
    cpu: container.cpu,
    memoryMiB: container.memoryMiB,
    shmSizeMiB: container.shmSizeMiB,
    storageGiB: container.storageGiB,
    gpu: container.gpu,
    network: toNetworkPolicy(container.network, services),
    stopGraceMs: BACKEND_GRACE_MS,
    ...(blobDirectory !== undefined && { blobDirectory }),
  };
  const env = {
    ...from.env,
    [WORKER_ENVIRONMENT.brokerUrl]: workerUrl(from.settings.workerBrokerUrl, from.broker),
    [WORKER_ENVIRONMENT.queue]: from.broker.queue,
    [WORKER_ENVIRONMENT.contract]: plan.contract,
    [WORKER_ENVIRONMENT.concurrency]: String(container.concurrency),
    ...toLimits(container, from.longestCallSeconds),
    ...(blobDirectory !== undefined && {
      [WORKER_ENVIRONMENT.blobDirectory]: WORKER_BLOB_DIRECTORY,
    }),
  };
  // The random password in `env` keeps anyone from guessing a secret by its hash.
  const specHash = sha256Hex(JSON.stringify([shape, sorted(env)])).slice(0, 16);
  return toReplica({ name: '', owner: from.owner, ...shape, env, specHash }, 0);
}

/** What bounds calls and processes, where the app says so. */
function toLimits(
  container: ContainerSettings,
  longestCallSeconds: number | undefined,
): Readonly<Record<string, string>> {
  const limits = {
    [WORKER_ENVIRONMENT.brokerTimeout]: longestCallSeconds,
    [WORKER_ENVIRONMENT.timeout]: container.timeoutSeconds,
    [WORKER_ENVIRONMENT.softTimeout]: container.softTimeoutSeconds,
    [WORKER_ENVIRONMENT.maxCallsPerProcess]: container.maxCallsPerProcess,
    [WORKER_ENVIRONMENT.maxMemoryPerProcess]: container.maxMemoryPerProcessMiB,
  };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([name, limit]) =>
      limit === undefined ? [] : [[name, String(limit)]],
    ),
  );
}

/** The broker's address for one app: its own user and password in it. */
function workerUrl(address: string, { user, password }: AppBroker): string {
  const url = new URL(address);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}

function sorted(env: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
}
