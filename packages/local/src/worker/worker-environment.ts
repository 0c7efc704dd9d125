import { delimiter, join } from 'node:path';
import { type ContainerSpec, WORKER_ENVIRONMENT } from '@celeriac/deployment';
import { MARK } from './marked-processes.ts';

/** Where a worker is started. */
export interface WorkerPlace {
  /** Folder of its virtual environment. */
  readonly environment: string;
  /** What `HOME` is: of the instance, as no user's own files are an app's. */
  readonly home: string;
  /** Of the worker alone. */
  readonly temporary: string;
  readonly mark: string;
  /** `PATH` of this process. */
  readonly path: string;
}

const OF_THE_WORKER: ReadonlySet<string> = new Set(Object.values(WORKER_ENVIRONMENT));

/** The environment of a worker: what an image sets, by the paths of this machine, and its spec's. */
export function toWorkerEnvironment(
  { env, blobDirectory }: Pick<ContainerSpec, 'env' | 'blobDirectory'>,
  place: WorkerPlace,
): Record<string, string> {
  return {
    ...toBase(place),
    ...env,
    // In a container it is mounted where the variable says.
    ...(blobDirectory !== undefined && { [WORKER_ENVIRONMENT.blobDirectory]: blobDirectory }),
  };
}

/** The environment of a process that forks workers: what is the same for all of them. */
export function toStandbyEnvironment(
  spec: Pick<ContainerSpec, 'env' | 'blobDirectory'>,
  place: WorkerPlace,
): Record<string, string> {
  const app = Object.entries(spec.env).filter(([name]) => !OF_THE_WORKER.has(name));
  return { ...toBase(place), ...Object.fromEntries(app) };
}

function toBase({ environment, home, temporary, mark, path }: WorkerPlace): Record<string, string> {
  const bin = join(environment, 'bin');
  return {
    PATH: [bin, ...path.split(delimiter)].join(delimiter),
    VIRTUAL_ENV: environment,
    HOME: home,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    MPLBACKEND: 'Agg',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    [MARK]: mark,
  };
}
