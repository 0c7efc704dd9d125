import type { EngineContainers } from './containers.ts';
import type { EngineEvent, EventFilter } from './events.ts';
import type { EngineImages } from './images.ts';
import type { EngineNetworks } from './networks.ts';
import type { CallOptions } from './transport.ts';
import type { EngineVolumes } from './volumes.ts';

/** What an engine said of itself when it was connected to. */
export interface EngineVersion {
  /** Such as `27.3.1`. */
  readonly engine: string;
  /** Newest version of its API, such as `1.47`. */
  readonly api: string;
  /** `linux` or `windows`. */
  readonly os: string;
  /** Such as `amd64`. */
  readonly architecture: string;
  /** Best builder that its API offers, whatever its command line would choose. */
  readonly builder: 'buildkit' | 'classic';
}

/** The machine that an engine runs on. */
export interface EngineInfo {
  readonly name: string;
  /** Its clock, in Unix milliseconds. */
  readonly timeMs: number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly operatingSystem: string;
  /** Folder of images, layers and volumes, as the engine's machine has it. */
  readonly dataRoot: string;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
  /** Whether each limit can be set on this machine. */
  readonly limits: {
    readonly memory: boolean;
    readonly swap: boolean;
    readonly cpu: boolean;
    readonly pids: boolean;
  };
  /** Such as `name=seccomp,profile=default`, `name=rootless`. */
  readonly securityOptions: readonly string[];
}

/**
 * A connection to one Docker engine; it survives the engine's restart, as every call connects anew.
 *
 * Every call has a bound (`timeoutMs`) and takes a signal; what it throws is an `EngineError`.
 */
export interface Engine extends AsyncDisposable {
  /** In the form of `DOCKER_HOST`. */
  readonly address: string;
  readonly version: EngineVersion;
  readonly images: EngineImages;
  readonly containers: EngineContainers;
  readonly networks: EngineNetworks;
  readonly volumes: EngineVolumes;
  info(options?: CallOptions): Promise<EngineInfo>;
  events(filter?: EventFilter): AsyncIterable<EngineEvent>;
  /** Ends what is under way with `ABORTED`; later calls fail in the same way. */
  close(): Promise<void>;
}
