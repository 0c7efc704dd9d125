import {
  type AppBroker,
  containerName,
  controlQueue,
  type ContainerSpec,
  type Owner,
  WORKER_BLOB_DIRECTORY,
  WORKER_ENVIRONMENT,
} from '@celeriac/deployment';
import { sha256Hex } from '@celeriac/signature';
import type { DeployerSettings } from '../deployer-options.ts';
import type { AppPlan } from './plan-deployment.ts';

/** Makes the specs of an app's containers, one per replica. */
export function planContainers(
  plan: AppPlan,
  from: {
    owner: Owner;
    broker: AppBroker;
    env: Readonly<Record<string, string>>;
    settings: Pick<DeployerSettings, 'workerBrokerUrl' | 'stopGraceMs'>;
    /** The app's folder for large values, where its store has one. */
    blobDirectory: string | undefined;
  },
): readonly ContainerSpec[] {
  const { container } = plan.app;
  const replicas = Math.max(1, container.replicas.min);
  const shape = {
    image: plan.image,
    cpu: container.cpu,
    memoryMiB: container.memoryMiB,
    shmSizeMiB: container.shmSizeMiB,
    storageGiB: container.storageGiB,
    gpu: container.gpu,
    stopGraceMs: from.settings.stopGraceMs ?? 30_000,
    ...(from.blobDirectory !== undefined && { blobDirectory: from.blobDirectory }),
  };
  const env = {
    ...from.env,
    [WORKER_ENVIRONMENT.brokerUrl]: workerUrl(from.settings.workerBrokerUrl, from.broker),
    [WORKER_ENVIRONMENT.queue]: from.broker.queue,
    [WORKER_ENVIRONMENT.contract]: plan.contract,
    [WORKER_ENVIRONMENT.concurrency]: String(container.concurrency),
    ...(container.timeoutSeconds !== undefined && {
      [WORKER_ENVIRONMENT.timeout]: String(container.timeoutSeconds),
    }),
    ...(container.softTimeoutSeconds !== undefined && {
      [WORKER_ENVIRONMENT.softTimeout]: String(container.softTimeoutSeconds),
    }),
    ...(from.blobDirectory !== undefined && {
      [WORKER_ENVIRONMENT.blobDirectory]: WORKER_BLOB_DIRECTORY,
    }),
  };
  // The random password in `env` keeps anyone from guessing a secret by its hash.
  const specHash = sha256Hex(JSON.stringify([shape, sorted(env), replicas])).slice(0, 16);
  return Array.from({ length: replicas }, (_, replica) => {
    const name = containerName({ ...from.owner, replica });
    const own = {
      ...env,
      [WORKER_ENVIRONMENT.worker]: name,
      [WORKER_ENVIRONMENT.controlQueue]: controlQueue({ ...from.owner, replica }),
    };
    return { name, owner: from.owner, ...shape, env: own, specHash };
  });
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
