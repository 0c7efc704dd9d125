import type { ValueSchema } from './value-schema.ts';

const HOST_AND_PORT =
  '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$';

const ENVIRONMENT = {
  type: 'object',
  propertyNames: {
    type: 'string',
    pattern: '^(?!CELERIAC_)[A-Za-z_][A-Za-z0-9_]*$',
    title: 'a name of letters, digits and "_" that does not begin with CELERIAC_',
  },
  additionalProperties: { type: 'string', pattern: '^[^\\u0000]*$', title: 'a string without NUL' },
} as const;

/** Every key of `container.json`, what it may hold, and its default: the table of the reader. */
export const CONTAINER_KEYS = {
  $schema: { type: 'string', description: 'The JSON Schema of this file, for editors.' },
  cpu: {
    type: 'number',
    minimum: 1,
    maximum: 1024,
    default: 1,
    description:
      'CPU cores. The number of worker processes is cpu * 2, unless "concurrency" is given.',
  },
  memory: {
    type: 'integer',
    minimum: 32,
    default: 512,
    description: 'RAM limit in MB.',
  },
  gpu: { type: 'integer', minimum: 0, maximum: 64, default: 0, description: 'GPU devices.' },
  on_demand: {
    type: 'boolean',
    default: false,
    description: 'Start at the first call; callers wait.',
  },
  shutdown_timeout: {
    anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }],
    default: null,
    description: 'Stop after idling this many minutes; the next call starts it again.',
  },
  storage: { type: 'integer', minimum: 1, default: 21, description: 'Disk allowance in GB.' },
  shm_size: { type: 'integer', minimum: 1, default: 64, description: 'Size of /dev/shm in MB.' },
  env: {
    ...ENVIRONMENT,
    default: {},
    description:
      'Environment variables. #{x.Package:Entity} and ${secret:NAME} are resolved when the app is deployed.',
  },
  environmentVars: {
    ...ENVIRONMENT,
    deprecated: true,
    description: 'The old name of "env".',
  },
  python: {
    type: 'string',
    pattern: '^3\\.(9|[1-9][0-9])$',
    title: 'a Python version in quotes, such as "3.12"',
    description: 'Python version, such as "3.12".',
  },
  concurrency: {
    type: 'integer',
    minimum: 1,
    maximum: 1024,
    description: 'Worker processes; cpu * 2 by default.',
  },
  replicas: {
    anyOf: [
      { type: 'integer', minimum: 1, maximum: 1000 },
      {
        type: 'object',
        properties: {
          min: { type: 'integer', minimum: 0, maximum: 1000, description: 'Containers at least.' },
          max: { type: 'integer', minimum: 1, maximum: 1000, description: 'Containers at most.' },
        },
        required: ['min', 'max'],
        additionalProperties: false,
      },
    ],
    default: 1,
    description: 'Containers of this app: a number, or the least and the most.',
  },
  warm: {
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    default: 0,
    description: 'Workers kept ready while idle.',
  },
  packages: {
    type: 'array',
    items: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9+.-]+(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$',
      title: 'the name of a Debian package, such as "libgomp1"',
    },
    default: [],
    description: 'Debian packages to install.',
  },
  image: {
    type: 'string',
    pattern: '^[A-Za-z0-9][A-Za-z0-9._:/@-]*$',
    title: 'the name of an image, such as "ghcr.io/me/app:1"',
    description: 'A ready image instead of a build.',
  },
  timeout: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Seconds after which a running call is killed: the default of every function.',
  },
  softTimeout: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Seconds after which a running call is asked to end.',
  },
  maxCallsPerProcess: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000_000,
    description: 'Calls after which a worker process is replaced by a fresh one, against leaks.',
  },
  maxMemoryPerProcess: {
    type: 'integer',
    minimum: 1,
    maximum: 100_000_000,
    description: 'MB of RAM above which a worker process is replaced once its call has ended.',
  },
  network: {
    anyOf: [
      { enum: ['internet', 'broker'] },
      {
        type: 'array',
        items: { type: 'string', pattern: HOST_AND_PORT, title: 'a "host:port"' },
      },
    ],
    default: 'internet',
    description:
      'What the app may reach: public addresses, nothing but the broker, or a list of host:port.',
  },
} as const satisfies Readonly<Record<string, ValueSchema>>;

/** The JSON Schema of `container.json`, as it is published. */
export const CONTAINER_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'container.json of a Celeriac app',
  type: 'object',
  properties: CONTAINER_KEYS,
  additionalProperties: false,
} as const;
