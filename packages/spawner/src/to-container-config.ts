import {
  type ContainerSpec,
  SPEC_HASH_LABEL,
  toLabels,
  WORKER_BLOB_DIRECTORY,
} from '@celeriac/deployment';
import type { ContainerConfig } from '@celeriac/engine';

const MIB = 1024 * 1024;

/** How many processes and threads a container may have. */
const PIDS_LIMIT = 512;

/**
 * Maps a spec to a container that can do little harm.
 *
 * Read-only root; no capabilities and no way to new ones; the engine's default seccomp profile;
 * bounds for processes, memory (without swap), CPU, shared memory and log; `/tmp` in memory, a
 * quarter of the limit at most, and `/var/tmp` on disk, removed with the container; no published
 * port, no mount of the host but the app's own blob directory; the host itself as `host.docker.internal`. It is not restarted by the
 * engine: a reconcile loop of ours does that.
 */
export function toContainerConfig(spec: ContainerSpec, network: string): ContainerConfig {
  const labels = toLabels(spec.owner);
  const memoryBytes = spec.memoryMiB * MIB;
  const tmpMiB = Math.max(16, Math.floor(spec.memoryMiB / 4));
  return {
    name: spec.name,
    image: spec.image,
    // Linux takes no longer host name; the engine's own, the short id, stands in.
    ...(spec.name.length <= 63 ? { hostname: spec.name } : {}),
    env: spec.env,
    labels: { ...labels, [SPEC_HASH_LABEL]: spec.specHash },
    network,
    extraHosts: ['host.docker.internal:host-gateway'],
    readOnlyRoot: true,
    dropCapabilities: ['ALL'],
    securityOptions: ['no-new-privileges'],
    pidsLimit: PIDS_LIMIT,
    memoryBytes,
    memoryAndSwapBytes: memoryBytes,
    cpus: spec.cpu,
    shmBytes: spec.shmSizeMiB * MIB,
    tmpfs: { '/tmp': `rw,noexec,nosuid,nodev,size=${tmpMiB}m,mode=1777` },
    scratchVolumes: { '/var/tmp': labels },
    ...(spec.blobDirectory !== undefined && {
      folders: { [WORKER_BLOB_DIRECTORY]: spec.blobDirectory },
    }),
    gpus: spec.gpu,
    init: true,
    log: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
    stopGraceSeconds: Math.ceil(spec.stopGraceMs / 1000),
  };
}
