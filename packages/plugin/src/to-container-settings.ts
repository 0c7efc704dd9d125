import { CONTAINER_KEYS } from './container-keys.ts';
import type { ContainerSettings } from './container-settings.ts';

/** `container.json` once its keys are checked. */
export interface ContainerJson {
  readonly cpu?: number;
  readonly memory?: number;
  readonly gpu?: number;
  readonly on_demand?: boolean;
  readonly shutdown_timeout?: number | null;
  readonly storage?: number;
  readonly shm_size?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly environmentVars?: Readonly<Record<string, string>>;
  readonly python?: string;
  readonly concurrency?: number;
  readonly replicas?: number | { readonly min: number; readonly max: number };
  readonly warm?: number;
  readonly packages?: readonly string[];
  readonly image?: string;
  readonly timeout?: number;
  readonly softTimeout?: number;
  readonly maxCallsPerProcess?: number;
  readonly maxMemoryPerProcess?: number;
  readonly network?: 'internet' | 'broker' | readonly string[];
}

/** Fills in every default and names each unit. */
export function toContainerSettings(json: ContainerJson): ContainerSettings {
  const cpu = json.cpu ?? CONTAINER_KEYS.cpu.default;
  const replicas = json.replicas ?? CONTAINER_KEYS.replicas.default;
  return {
    cpu,
    memoryMiB: json.memory ?? CONTAINER_KEYS.memory.default,
    gpu: json.gpu ?? CONTAINER_KEYS.gpu.default,
    onDemand: json.on_demand ?? CONTAINER_KEYS.on_demand.default,
    shutdownTimeoutMinutes: json.shutdown_timeout ?? CONTAINER_KEYS.shutdown_timeout.default,
    storageGiB: json.storage ?? CONTAINER_KEYS.storage.default,
    shmSizeMiB: json.shm_size ?? CONTAINER_KEYS.shm_size.default,
    env: json.env ?? json.environmentVars ?? CONTAINER_KEYS.env.default,
    concurrency: json.concurrency ?? Math.max(1, Math.floor(cpu * 2)),
    replicas: typeof replicas === 'number' ? { min: replicas, max: replicas } : replicas,
    warm: json.warm ?? CONTAINER_KEYS.warm.default,
    packages: json.packages ?? CONTAINER_KEYS.packages.default,
    network: json.network ?? CONTAINER_KEYS.network.default,
    ...(json.python === undefined ? {} : { python: json.python }),
    ...(json.image === undefined ? {} : { image: json.image }),
    ...(json.timeout === undefined ? {} : { timeoutSeconds: json.timeout }),
    ...(json.softTimeout === undefined ? {} : { softTimeoutSeconds: json.softTimeout }),
    ...(json.maxCallsPerProcess === undefined
      ? {}
      : { maxCallsPerProcess: json.maxCallsPerProcess }),
    ...(json.maxMemoryPerProcess === undefined
      ? {}
      : { maxMemoryPerProcessMiB: json.maxMemoryPerProcess }),
  };
}
