/** Flags that say where services are; each can be an environment variable as well. */
export interface ServiceFlags {
  readonly stateDir?: string;
  readonly brokerUrl?: string;
  readonly workerBrokerUrl?: string;
  readonly managementUrl?: string;
  readonly consumerTimeout?: string;
  readonly dockerHost?: string;
  readonly blobUrl?: string;
  readonly workerBlobUrl?: string;
}

/** Flags of a build. */
export interface BuildFlags {
  readonly baseImage?: string;
  readonly caBundle?: string;
  readonly indexUrl?: string;
  /** Several with spaces between them. */
  readonly extraIndexUrl?: string;
  readonly findLinks?: string;
  readonly condaInstaller?: string;
  /** `NAME=URL`; several with spaces between them. */
  readonly condaChannel?: string;
  readonly buildNetwork?: string;
  readonly baseMirror?: string;
  readonly platform?: string;
  readonly registry?: string;
  readonly dockerConfig?: string;
}

interface FlagRow {
  readonly flag: string;
  readonly help: string;
  readonly variable: string;
}

/** Where the services are. */
export const SERVICE_FLAGS: readonly FlagRow[] = [
  {
    flag: '--state-dir <folder>',
    help: 'where state is kept (default: ~/.local/state/celeriac)',
    variable: 'CELERIAC_STATE_DIR',
  },
  {
    flag: '--broker-url <url>',
    help: 'RabbitMQ as seen from here (default: the last deploy’s, else localhost)',
    variable: 'CELERIAC_BROKER_URL',
  },
  {
    flag: '--worker-broker-url <url>',
    help: 'RabbitMQ as seen from a container (default: derived)',
    variable: 'CELERIAC_WORKER_BROKER_URL',
  },
  {
    flag: '--management-url <url>',
    help: 'RabbitMQ’s management API (default: port 15672 of the broker)',
    variable: 'CELERIAC_MANAGEMENT_URL',
  },
  {
    flag: '--consumer-timeout <seconds>',
    help: 'consumer_timeout of a RabbitMQ before 3.12 (default: the last deploy’s, else 1800)',
    variable: 'CELERIAC_CONSUMER_TIMEOUT',
  },
  {
    flag: '--docker-host <host>',
    help: 'Docker engine (default: the platform’s socket)',
    variable: 'DOCKER_HOST',
  },
  {
    flag: '--blob-url <url>',
    help: 'S3 bucket for large values, https://key:secret@host/bucket; or "directory" (default: the last deploy’s, else a directory)',
    variable: 'CELERIAC_BLOB_URL',
  },
  {
    flag: '--worker-blob-url <url>',
    help: 'the same storage as seen from a container (default: derived)',
    variable: 'CELERIAC_WORKER_BLOB_URL',
  },
];

/** What images are built from and with. */
export const BUILD_FLAGS: readonly FlagRow[] = [
  {
    flag: '--base-image <image>',
    help: 'image with Python (default: python:{python}-slim)',
    variable: 'CELERIAC_BASE_IMAGE',
  },
  {
    flag: '--ca-bundle <file>',
    help: 'PEM file that downloads in a build are verified with',
    variable: 'CELERIAC_CA_BUNDLE',
  },
  {
    flag: '--index-url <url>',
    help: 'package index instead of PyPI',
    variable: 'CELERIAC_INDEX_URL',
  },
  {
    flag: '--extra-index-url <urls>',
    help: 'package indexes to look in first',
    variable: 'CELERIAC_EXTRA_INDEX_URL',
  },
  {
    flag: '--find-links <url>',
    help: 'page of links to packages',
    variable: 'CELERIAC_FIND_LINKS',
  },
  {
    flag: '--conda-installer <image>',
    help: 'image or URL of micromamba, or "rattler" of the package index',
    variable: 'CELERIAC_CONDA_INSTALLER',
  },
  {
    flag: '--conda-channel <name=url>',
    help: 'where a channel of conda lies that is not at its own address',
    variable: 'CELERIAC_CONDA_CHANNEL',
  },
  {
    flag: '--build-network <network>',
    help: 'network of build steps, such as host',
    variable: 'CELERIAC_BUILD_NETWORK',
  },
  {
    flag: '--base-mirror <prefix>',
    help: 'where images of Docker Hub are pulled from, such as mirror.example/hub',
    variable: 'CELERIAC_BASE_MIRROR',
  },
  {
    flag: '--platform <platform>',
    help: 'what images are to run on, such as linux/arm64 (default: the engine’s own)',
    variable: 'CELERIAC_PLATFORM',
  },
  {
    flag: '--registry <prefix>',
    help: 'keep images there, registry.example/team: pulled if there, else built and pushed',
    variable: 'CELERIAC_REGISTRY',
  },
  {
    flag: '--docker-config <folder>',
    help: 'folder of the config.json with logins for registries (default: ~/.docker)',
    variable: 'DOCKER_CONFIG',
  },
];
