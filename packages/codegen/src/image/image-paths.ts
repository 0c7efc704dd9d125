/** Where things are in the image and in the context. */
export const IMAGE_PATHS = {
  /** Virtual environment with the dependencies of worker and app. */
  environment: '/opt/venv',
  python: '/opt/venv/bin/python',
  /** Folder of `sys.path` that holds `celeriac_worker`. */
  runtime: '/opt/celeriac',
  healthCheck: '/opt/celeriac/celeriac_worker/health.py',
  app: '/opt/app',
  main: '/opt/app/main.py',
  functionTable: '/opt/app/functions.json',
  /** The app's own files; also the working directory. */
  code: '/opt/app/code',
} as const;

/** Folders of the context; what lies in each is copied as a whole. */
export const CONTEXT_PATHS = {
  dockerfile: 'Dockerfile',
  dependencies: 'dependencies',
  runtime: 'runtime',
  app: 'app',
} as const;

/** The worker's requirements; a name that no file of an app's dependencies has. */
export const WORKER_REQUIREMENTS = 'celeriac-worker.txt';
