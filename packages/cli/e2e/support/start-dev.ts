import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Finished, runCeleriac } from './run-celeriac.ts';

const COMMAND = fileURLToPath(new URL('../../bin/celeriac.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../../examples/demo', import.meta.url));
/** Environments are costly to make, and the same for every test. */
const CACHE = fileURLToPath(new URL('../../../../.cache/celeriac', import.meta.url));
const SEEN_LIMIT_MS = 120_000;

/** A machine with Node and Python alone: a copy of the demo, a state directory, no services. */
export interface DevPlace extends AsyncDisposable {
  readonly root: string;
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: readonly string[]): Promise<Finished>;
  /** Starts `celeriac dev` on the copy. */
  dev(...args: readonly string[]): RunningDev;
}

/** A `celeriac dev` that was started. */
export interface RunningDev {
  readonly process: ChildProcess;
  readonly pid: number;
  /** What it has said so far. */
  said(): string;
  /** Waits until it says something, after what it said before this was asked for. */
  says(text: string): Promise<void>;
  /** Sends a signal and waits for its end; resolves to its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Makes a place for `celeriac dev`; disposing ends what was started there. */
export async function openDevPlace(more: NodeJS.ProcessEnv = {}): Promise<DevPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'celeriac-dev-'));
  const root = join(folder, 'plugin');
  const state = join(folder, 'state');
  // Deploys of the demo leave locks in it.
  const filter = (path: string): boolean => !path.endsWith('requirements.lock');
  await cp(DEMO, root, { recursive: true, filter });
  const env = {
    ...process.env,
    NO_COLOR: '1',
    CELERIAC_STATE_DIR: state,
    CELERIAC_CACHE_DIR: CACHE,
    DOCKER_HOST: 'unix:///nowhere.sock',
    CELERIAC_BROKER_URL: undefined,
    CELERIAC_MANAGEMENT_URL: undefined,
    CELERIAC_WORKER_BROKER_URL: undefined,
    ...more,
  };
  const started: RunningDev[] = [];
  return {
    ...{ root, state, env },
    run: (...args) => runCeleriac(args, { env }),
    dev(...args) {
      const dev = startDev([root, ...args], env);
      started.push(dev);
      return dev;
    },
    async [Symbol.asyncDispose]() {
      for (const dev of started) if (dev.process.exitCode === null) await dev.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function startDev(args: readonly string[], env: NodeJS.ProcessEnv): RunningDev {
  const child = spawn(process.execPath, [COMMAND, 'dev', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    process: child,
    pid: child.pid ?? 0,
    said: () => text,
    async says(wanted) {
      const from = text.length;
      const deadline = Date.now() + SEEN_LIMIT_MS;
      while (!text.slice(from).includes(wanted)) {
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`"${wanted}" was not said, but:\n${text}`);
        await sleep(20);
      }
    },
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}
