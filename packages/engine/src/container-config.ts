import type Docker from 'dockerode';

/** A container to create; what is left out is the engine's default. */
export interface ContainerConfig {
  readonly name: string;
  readonly image: string;
  /** In place of the image's own. */
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** `uid:gid`; the image's own unless given. */
  readonly user?: string;
  readonly hostname?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name or id of the one network; `none` for no network. */
  readonly network?: string;
  /** `name:address`; `host-gateway` as address is the host. */
  readonly extraHosts?: readonly string[];
  /** Addresses of resolvers, in place of the engine's. */
  readonly resolvers?: readonly string[];
  /** Options of `resolv.conf`. */
  readonly resolverOptions?: readonly string[];
  readonly readOnlyRoot?: boolean;
  readonly addCapabilities?: readonly string[];
  readonly dropCapabilities?: readonly string[];
  /** Such as `no-new-privileges`. */
  readonly securityOptions?: readonly string[];
  readonly pidsLimit?: number;
  readonly memoryBytes?: number;
  /** Memory and swap together; equal to `memoryBytes` for no swap. */
  readonly memoryAndSwapBytes?: number;
  readonly cpus?: number;
  readonly shmBytes?: number;
  /** Mount point → mount options. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** Mount point → a fresh volume there, which is removed with the container. */
  readonly scratchVolumes?: Readonly<Record<string, ScratchVolume>>;
  /** Mount point → absolute path of a folder on the engine's machine that is there already. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Mount point → absolute path on the engine's machine, `/` too, that it can read. */
  readonly readOnlyFolders?: Readonly<Record<string, string>>;
  /** Whether its users are those of the machine, also where the engine maps those of containers. */
  readonly hostUsers?: boolean;
  readonly gpus?: number;
  /** Whether a small init reaps orphans and hands signals on. */
  readonly init?: boolean;
  readonly log?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  /** How long a stop waits before it kills, when it is not told. */
  readonly stopGraceSeconds?: number;
}

/** A volume of one container. */
export interface ScratchVolume {
  readonly labels: Readonly<Record<string, string>>;
  /** The most that fits in, where the engine's disk has quotas; the engine refuses it elsewhere. */
  readonly sizeBytes?: number;
}

/** Maps a config to the body of the engine's create request. */
export function toCreateOptions(config: ContainerConfig): Docker.ContainerCreateOptions {
  return dropUndefined({
    name: config.name,
    Image: config.image,
    Entrypoint: copy(config.entrypoint),
    Cmd: copy(config.command),
    User: config.user,
    Hostname: config.hostname,
    Env: Object.entries(config.env ?? {}).map(([key, value]) => `${key}=${value}`),
    Labels: { ...config.labels },
    StopTimeout: config.stopGraceSeconds,
    HostConfig: dropUndefined({
      NetworkMode: config.network,
      ExtraHosts: copy(config.extraHosts),
      Dns: copy(config.resolvers),
      DnsOptions: copy(config.resolverOptions),
      UsernsMode: config.hostUsers === true ? 'host' : undefined,
      CapAdd: copy(config.addCapabilities),
      ReadonlyRootfs: config.readOnlyRoot,
      CapDrop: copy(config.dropCapabilities),
      SecurityOpt: copy(config.securityOptions),
      PidsLimit: config.pidsLimit,
      Memory: config.memoryBytes,
      MemorySwap: config.memoryAndSwapBytes,
      NanoCpus: config.cpus === undefined ? undefined : Math.round(config.cpus * 1e9),
      ShmSize: config.shmBytes,
      Tmpfs: config.tmpfs && { ...config.tmpfs },
      Mounts: toMounts(config),
      DeviceRequests: toDeviceRequests(config.gpus),
      Init: config.init,
      LogConfig: config.log && { Type: config.log.driver, Config: { ...config.log.options } },
      RestartPolicy: { Name: 'no' },
    }),
  });
}

function toMounts({
  scratchVolumes,
  folders,
  readOnlyFolders,
}: ContainerConfig): Docker.MountSettings[] | undefined {
  if ((scratchVolumes ?? folders ?? readOnlyFolders) === undefined) return undefined;
  const scratch = Object.entries(scratchVolumes ?? {}).map(([target, { labels, sizeBytes }]) => {
    // Without a source the engine makes a volume that has no name of its own, hence no conflicts.
    const size = sizeBytes !== undefined && { Options: { size: String(sizeBytes) } };
    const options = {
      Labels: { ...labels },
      ...(size && { DriverConfig: { Name: 'local', ...size } }),
    };
    const mount = { Type: 'volume', Target: target, VolumeOptions: options };
    return mount as unknown as Docker.MountSettings;
  });
  const bound = Object.entries(folders ?? {}).map(([target, source]): Docker.MountSettings => ({
    Type: 'bind',
    Target: target,
    Source: source,
    BindOptions: { Propagation: 'rprivate' },
  }));
  const readable = Object.entries(readOnlyFolders ?? {}).map(
    ([target, source]): Docker.MountSettings => ({
      ...{ Type: 'bind', Target: target, Source: source, ReadOnly: true },
    }),
  );
  return [...scratch, ...bound, ...readable];
}

function toDeviceRequests(gpus = 0): Docker.DeviceRequest[] | undefined {
  return gpus > 0 ? [{ Driver: '', Count: gpus, Capabilities: [['gpu']] }] : undefined;
}

function copy<T>(list: readonly T[] | undefined): T[] | undefined {
  return list && [...list];
}

function dropUndefined(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}
