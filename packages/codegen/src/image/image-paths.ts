import { WORKER_APP_DIRECTORY } from '@celeriac/deployment';

/** Where things are in the image and in the context. */
export const IMAGE_PATHS = {
  /** Virtual environment, or conda's, with the dependencies of worker and app. */
  environment: '/opt/venv',
  python: '/opt/venv/bin/python',
  /** Folder of `sys.path` that holds `celeriac_worker`. */
  runtime: '/opt/celeriac',
  healthCheck: '/opt/celeriac/celeriac_worker/health.py',
  app: WORKER_APP_DIRECTORY,
  main: '/opt/app/main.py',
  functionTable: '/opt/app/functions.json',
  /** The app's own files; also the working directory. */
  code: '/opt/app/code',
} as const;

/** Folders of the context; what lies in each is copied as a whole. */
export const CONTEXT_PATHS = {
  dockerfile: 'Dockerfile',
  /** Packages of conda. */
  conda: 'conda',
  /** The lock, and archives of the app that it names. */
  dependencies: 'dependencies',
  /** What a lock is made from. */
  inputs: 'lock',
  runtime: 'runtime',
  app: 'app',
} as const;

/** Where the stages that install have their files. */
export const BUILD_PATHS = {
  directory: '/build',
  conda: '/build-conda',
  environmentFile: 'environment.yaml',
  condaLock: 'conda.lock',
  lock: 'requirements.lock',
} as const;

/** Files that a lock is made from: names that no archive has. */
export const INPUT_FILES = {
  worker: 'celeriac-worker.in',
  app: 'app.in',
  constraints: 'constraints.in',
  /** Differs each time, as what an index offers is no input that a builder could see. */
  moment: 'moment',
} as const;

/** The bill of materials, beside the app's main. */
export const SBOM_FILE = 'sbom.cdx.json';
