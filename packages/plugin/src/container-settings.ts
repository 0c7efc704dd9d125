/** `container.json` with every default filled in; `spec/app-folder.md` says what each key means. */
export interface ContainerSettings {
  /** CPU cores, at least 1. */
  readonly cpu: number;
  /** RAM limit in MiB. */
  readonly memoryMiB: number;
  readonly gpu: number;
  readonly onDemand: boolean;
  readonly shutdownTimeoutMinutes: number | null;
  /** Disk allowance in GiB. */
  readonly storageGiB: number;
  readonly shmSizeMiB: number;
  /** Values may hold `${secret:NAME}` and `#{x.Package:Entity}`, resolved at deploy time. */
  readonly env: Readonly<Record<string, string>>;
  /** Python version asked for, such as `3.12`. */
  readonly python?: string;
  /** Worker processes; `cpu * 2` rounded down, at least 1, unless given. */
  readonly concurrency: number;
  readonly replicas: { readonly min: number; readonly max: number };
  readonly warm: number;
  /** Debian packages to install. */
  readonly packages: readonly string[];
  /** A ready image instead of a build. */
  readonly image?: string;
  /** Hard and soft time limits in seconds for every function. */
  readonly timeoutSeconds?: number;
  readonly softTimeoutSeconds?: number;
  /** Calls after which a worker process is replaced. */
  readonly maxCallsPerProcess?: number;
  /** Resident memory above which a worker process is replaced between calls. */
  readonly maxMemoryPerProcessMiB?: number;
  readonly network: 'internet' | 'broker' | readonly string[];
}
