import {
  type ContainerSpec,
  SPEC_HASH_LABEL,
  toLabels,
  WORKER_APP_DIRECTORY,
  WORKER_BLOB_DIRECTORY,
  WORKER_ENVIRONMENT,
} from '@celeriac/deployment';
import type { ContainerConfig } from '@celeriac/engine';
import { HOST_NAME } from './network/resolve-targets.ts';

const MIB = 1024 * 1024;

/** How many processes and threads a container may have. */
const PIDS = { least: 128, most: 512 } as const;

/**
 * A mebibyte for each, so that a function that forks without end comes to this bound before the memory is used up:
 * at that one the kernel kills some and lets it fork others, for as long as it likes.
 */
function pidsLimit({ memoryMiB }: Pick<ContainerSpec, 'memoryMiB'>): number {
  return Math.max(PIDS.least, Math.min(PIDS.most, memoryMiB));
}

/** The folder on disk that goes with the container. */
const SCRATCH = '/var/tmp';

/** Where a container is put. */
export interface ContainerPlace {
  /** Id of its network. */
  readonly network: string;
  /** `name:address` of what it may connect to, by name. */
  readonly hosts: readonly string[];
  /** Whether the engine can bound what is on disk. */
  readonly limitsStorage: boolean;
}

/** The container itself, where nobody answers; the engine then keeps silent, so the wait is short. */
const NO_NAMES = { resolvers: ['127.0.0.1'], resolverOptions: ['timeout:1', 'attempts:1'] };

/**
 * Maps a spec to a container that can do little harm.
 *
 * Read-only root; no capabilities and no way to new ones; the engine's default seccomp profile;
 * bounds for processes, memory (without swap), CPU, shared memory and log; `/tmp` in memory, a
 * quarter of the limit at most, and `/var/tmp` on disk, within `storage` where the
 * engine can, removed with the container, which is `HOME` and `TMPDIR` unless the spec says otherwise; no published
 * port, no mount of the host but the app's own blob directory. The host itself is `host.docker.internal`. Names are asked for where the policy lets the
 * container into the internet only: elsewhere it knows the addresses it may use, and a resolver
 * would carry anything out. It is not restarted by the engine: a reconcile loop of ours does that.
 */
export function toContainerConfig(spec: ContainerSpec, place: ContainerPlace): ContainerConfig {
  const labels = toLabels(spec.owner);
  const isOpen = spec.network.kind === 'internet';
  const memoryBytes = spec.memoryMiB * MIB;
  const tmpMiB = Math.max(16, Math.floor(spec.memoryMiB / 4));
  return {
    name: spec.name,
    image: spec.image,
    // Linux takes no longer host name; the engine's own, the short id, stands in.
    ...(spec.name.length <= 63 ? { hostname: spec.name } : {}),
    // What libraries keep in them by themselves is often too large for memory; what is touched
    // twice a second is not for a disk.
    env: {
      HOME: SCRATCH,
      TMPDIR: SCRATCH,
      [WORKER_ENVIRONMENT.aliveDirectory]: '/tmp',
      ...spec.env,
    },
    labels: { ...labels, [SPEC_HASH_LABEL]: spec.specHash },
    network: place.network,
    extraHosts: [`${HOST_NAME}:host-gateway`, ...(isOpen ? [] : place.hosts)],
    ...(isOpen ? {} : NO_NAMES),
    readOnlyRoot: true,
    dropCapabilities: ['ALL'],
    securityOptions: ['no-new-privileges'],
    pidsLimit: pidsLimit(spec),
    memoryBytes,
    memoryAndSwapBytes: memoryBytes,
    cpus: spec.cpu,
    shmBytes: spec.shmSizeMiB * MIB,
    tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${tmpMiB}m,mode=1777` },
    scratchVolumes: {
      [SCRATCH]: {
        labels,
        ...(place.limitsStorage && { sizeBytes: spec.storageGiB * 1024 * MIB }),
      },
    },
    ...(spec.blobDirectory !== undefined && {
      folders: { [WORKER_BLOB_DIRECTORY]: spec.blobDirectory },
    }),
    ...(spec.codeDirectory !== undefined && {
      readOnlyFolders: { [WORKER_APP_DIRECTORY]: spec.codeDirectory },
    }),
    gpus: spec.gpu,
    init: true,
    log: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    stopGraceSeconds: Math.ceil(spec.stopGraceMs / 1000),
  };
}
