import { setTimeout as sleep } from 'node:timers/promises';
import { containerName } from '@celeriac/deployment';
import type { LoadedApp } from './load-app.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './start-worker-process.ts';

/** A worker that runs, as far as it can be harmed. */
export type RunningWorker = Pick<
  WorkerProcess,
  'name' | 'process' | 'children' | 'terminate' | 'kill'
>;

/** Workers of one app that are started again whenever one has ended, as the controller does it. */
export interface KeptWorkers extends AsyncDisposable {
  /** Those there are now. */
  readonly workers: readonly RunningWorker[];
  /** Exit codes of those that ended. */
  readonly ends: readonly number[];
}

const PAUSE_MS = 200;

/** Starts so many workers and keeps them; disposing kills them. */
export function keepWorkers(
  app: LoadedApp,
  options: Omit<WorkerProcessOptions, 'name' | 'replica'> & { readonly count: number },
): KeptWorkers {
  const ends: number[] = [];
  let over = false;
  const start = (replica: number): WorkerProcess => {
    const name = containerName({ ...app.broker, version: 1, replica });
    return startWorkerProcess(app, { ...options, name, replica });
  };
  const workers = Array.from({ length: options.count }, (_, index) => start(index));
  const keep = async (index: number): Promise<void> => {
    while (!over) {
      ends.push(await workers[index]!.ended);
      await sleep(PAUSE_MS);
      if (!over) workers[index] = start(index);
    }
  };
  const keeping = workers.map((_, index) => keep(index));
  return {
    workers,
    ends,
    async [Symbol.asyncDispose]() {
      over = true;
      for (const worker of workers) worker.kill();
      await Promise.all(keeping);
    },
  };
}
