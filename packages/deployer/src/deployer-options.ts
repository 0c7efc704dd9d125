import type { WorkerRuntime } from '@celeriac/codegen';
import type {
  BlobStore,
  BrokerAdmin,
  BuildEnvironment,
  CatalogStore,
  DesiredStore,
  ImageBuilder,
  ImageRegistry,
  LockStore,
  Spawner,
} from '@celeriac/deployment';

/** The adapters that a deployer works over; it closes none of them. */
export interface DeployerPorts {
  readonly builder: ImageBuilder;
  /** Needed where `DeployerSettings.registry` is given. */
  readonly registry?: ImageRegistry;
  readonly spawner: Spawner;
  readonly broker: BrokerAdmin;
  readonly catalog: CatalogStore;
  readonly desired: DesiredStore;
  /** Where values lie that are too large for a message. */
  readonly blobs: BlobStore;
  /** Where locks are kept: `{ write: writeLock }` of `@celeriac/plugin`. */
  readonly locks: LockStore;
}

/** What a deployer has to be told. */
export interface DeployerSettings {
  /** The worker runtime that goes into every image: `readWorkerRuntime()` of `@celeriac/worker`. */
  readonly runtime: WorkerRuntime;
  /**
   * Image with Python, `name:tag`; every app image is made from it. `{python}` in it stands for the
   * version that an app asks for (`python:{python}-slim`), or `defaultPython`.
   */
  readonly baseImage: string;
  /**
   * Where images are kept, `registry.example:5000/team`: their names begin with it, they are pulled
   * from there instead of built where they are there, and pushed once they are built.
   */
  readonly registry?: string;
  /** What images are to run on, such as `linux/arm64`; the engine's own unless given. */
  readonly platform?: string;
  /** Python version of apps that ask for none. Default `3.13`. */
  readonly defaultPython?: string;
  /** Version of uv that installs dependencies; the one that `@celeriac/codegen` was made for unless given. */
  readonly uvVersion?: string;
  /** What installs conda's packages: an image or a URL of micromamba, or `rattler`, from the package index. */
  readonly condaInstaller?: string;
  /** The broker as a container sees it: `amqp://host:port/vhost`; credentials in it are ignored. */
  readonly workerBrokerUrl: string;
  /** Our own user on the broker, whose answers callers believe as well. */
  readonly controlUser: string;
  readonly buildEnvironment?: BuildEnvironment;
  /** Resolves `${secret:NAME}` of `container.json`; `undefined` where there is no such secret. */
  readonly resolveSecret?: (name: string) => string | undefined;
  /** Resolves `#{x.Package:Entity}` of `container.json`. */
  readonly resolveEntity?: (entity: string) => string | undefined;
  /** How long a new worker may take until it consumes. Default 120,000. */
  readonly readyTimeoutMs?: number;
  /** How long a change waits for another that is at work, before it fails with `LOCKED`. Default 30,000. */
  readonly lockWaitMs?: number;
  /**
   * How long calls may take that run in containers that are to go, and before that, how long what waits
   * for an earlier signature may last; kept with what is deployed. At most the app's hard limit of time.
   * Default: that limit, an hour where there is none, or what it was at the last deploy.
   */
  readonly stopGraceMs?: number;
  /**
   * How long a change waits for such calls. Default 10,000; then they go on, and the controller, or the
   * next change, takes away what is left of their containers.
   */
  readonly retirePatienceMs?: number;
}
