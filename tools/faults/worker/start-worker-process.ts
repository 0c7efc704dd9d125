import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { toWorkerUrl } from '@celeriac/broker';
import { WORKER_ENVIRONMENT } from '@celeriac/deployment';
import {
  findProcesses,
  identifyProcess,
  type ProcessIdentity,
} from '../../services/host/process-identity.ts';
import { childrenOf, kill } from '../processes.ts';
import type { LoadedApp } from './load-app.ts';

/** A worker that runs as a plain process, as the main process of a container does. */
export interface WorkerProcess extends AsyncDisposable {
  readonly name: string;
  readonly process: ProcessIdentity;
  /** Its pool's processes. */
  readonly children: readonly ProcessIdentity[];
  /** Where it writes, standard output and errors together. */
  readonly logFile: string;
  /** Its exit code, or 128 and more for a signal. */
  readonly ended: Promise<number>;
  /** Ends it in order. */
  terminate(): void;
  /** Ends it and all that it started, as the end of a container does. */
  kill(): void;
}

/** How a worker is started. */
export interface WorkerProcessOptions {
  readonly python: string;
  /** AMQP URL; user and password are those of the app. */
  readonly brokerUrl: string;
  readonly name: string;
  /** Which of the app's workers it is; its control queue goes by that. */
  readonly replica: number;
  readonly concurrency: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a worker; it is not ready yet. Disposing kills it. */
export function startWorkerProcess(app: LoadedApp, options: WorkerProcessOptions): WorkerProcess {
  const { name, python } = options;
  const logFile = join(app.directory, `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(python, ['-B', app.main, name], {
    cwd: app.directory,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env['PATH'],
      HOME: app.directory,
      [WORKER_ENVIRONMENT.brokerUrl]: toWorkerUrl(options.brokerUrl, app.broker),
      [WORKER_ENVIRONMENT.worker]: name,
      [WORKER_ENVIRONMENT.queue]: app.broker.queue,
      [WORKER_ENVIRONMENT.controlQueue]: app.controlQueueOf(options.replica),
      [WORKER_ENVIRONMENT.contract]: app.contract,
      [WORKER_ENVIRONMENT.concurrency]: String(options.concurrency),
      ...options.env,
    },
  });
  closeSync(log);
  const isOfIt = ({ commandLine }: { readonly commandLine: string }): boolean =>
    commandLine.includes(`${app.main} ${name} `);
  const killAll = (): void => findProcesses(isOfIt).forEach(kill);
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => {
      // A container takes what is left of it along.
      killAll();
      resolve(code ?? (signal === null ? 1 : 128));
    });
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) throw new Error(`the worker ${name} cannot be started`);
  const end = (): void => {
    kill(identity);
    killAll();
  };
  return {
    ...{ name, process: identity, logFile, ended, kill: end },
    get children() {
      return childrenOf(identity);
    },
    terminate: () => void child.kill('SIGTERM'),
    async [Symbol.asyncDispose]() {
      end();
      await ended;
    },
  };
}
