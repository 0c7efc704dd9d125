import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBaseImage } from '../services/base-image/build-base-image.ts';
import { loadBaseImage } from '../services/base-image/load-base-image.ts';
import { endEngineChildren, unmountBelow } from '../services/docker/engine-remains.ts';
import { waitForEngine } from '../services/docker/start-engine.ts';
import { asRoot, systemEnvironment } from '../services/host/as-root.ts';
import { endProcess } from '../services/host/end-process.ts';
import {
  identifyProcess,
  isRunning,
  type ProcessIdentity,
} from '../services/host/process-identity.ts';
import { runCommand } from '../services/host/run-command.ts';
import { layoutServicesDirectory } from '../services/services-directory.ts';

/** A Docker engine of one's own in a network of its own, to be harmed at will. */
export interface PrivateEngine extends AsyncDisposable {
  readonly dockerHost: string;
  /** Folder of its sockets, its settings and, unless another was named, its data. */
  readonly directory: string;
  /** What is put before a command to run it in the network that the engine's machine is in. */
  readonly inNetwork: readonly string[];
  /** Loads the Python base image of the services; resolves to its tag. */
  loadBaseImage(): Promise<string>;
  /** Ends the daemon in order. */
  stop(): Promise<void>;
  /** Ends the daemon at once. */
  kill(): Promise<void>;
  /** Starts the daemon again where it does not run, with this change, and waits until it answers. */
  start(change?: Pick<PrivateEngineOptions, 'liveRestore'>): Promise<void>;
}

/** What a private engine is started with. */
export interface PrivateEngineOptions {
  /** Whether containers outlive the daemon. */
  readonly liveRestore?: boolean;
  /** Further arguments of `dockerd`. */
  readonly arguments?: readonly string[];
  /** Programs of this machine, by absolute path, that its machine is to be without. */
  readonly without?: readonly string[];
  /** Folder of its data; one of its own that is removed with it unless given. */
  readonly dataRoot?: string;
}

/** Starts one; disposing ends it with all its containers by their pids, and removes all of it. */
export async function startPrivateEngine(
  options: PrivateEngineOptions = {},
): Promise<PrivateEngine> {
  // Short, for the sockets below it.
  const directory = mkdtempSync('/tmp/cel-engine-');
  const network = `cel-${randomBytes(4).toString('hex')}`;
  const inNetwork = ['nsenter', `--net=/run/netns/${network}`];
  const dockerHost = `unix://${join(directory, 'docker.sock')}`;
  const dataRoot = options.dataRoot ?? join(directory, 'data');
  mkdirSync(dataRoot, { recursive: true });
  writeFileSync(join(directory, 'daemon.json'), '{}\n');
  let daemon: ProcessIdentity | undefined;

  const start: PrivateEngine['start'] = async ({ liveRestore = options.liveRestore } = {}) => {
    if (isRunning(daemon)) return;
    const pidFile = join(directory, 'dockerd.pid');
    await asRootRun([
      'rm',
      '-f',
      pidFile,
      join(directory, 'docker.sock'),
      ...deadContainerd(directory),
    ]);
    const command = [
      ...[...inNetwork, ...hide(options.without ?? [])],
      ...['dockerd', '--config-file', join(directory, 'daemon.json')],
      ...['--host', dockerHost, '--pidfile', pidFile],
      ...['--data-root', dataRoot, '--exec-root', join(directory, 'exec')],
      ...(liveRestore === true ? ['--live-restore'] : []),
      ...(options.arguments ?? []),
    ];
    const shell = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null &';
    await asRootRun(['sh', '-c', shell, 'start', join(directory, 'dockerd.log'), ...command]);
    daemon = await waitForEngine(dockerHost, pidFile, join(directory, 'dockerd.log'));
  };

  await asRootRun(['ip', 'netns', 'add', network]);
  try {
    await asRootRun([...inNetwork, 'ip', 'link', 'set', 'lo', 'up']);
    await start();
  } catch (error) {
    await asRootRun(['ip', 'netns', 'delete', network]);
    throw error;
  }
  return {
    dockerHost,
    directory,
    inNetwork: asRoot(inNetwork),
    async loadBaseImage() {
      const { cache } = layoutServicesDirectory();
      const image = await buildBaseImage(cache, () => undefined);
      await loadBaseImage(dockerHost, image, () => undefined);
      return image.tag;
    },
    stop: () => endProcess(daemon, 30_000),
    async kill() {
      const containerd = identifyContainerd(directory);
      await endProcess(daemon, 0);
      // Its parent's death is its own, in a moment; the next daemon must not meet it dying.
      await endProcess(containerd, 0);
    },
    start,
    async [Symbol.asyncDispose]() {
      await endProcess(daemon, 0);
      await endEngineChildren(directory);
      await unmountBelow([directory, dataRoot]);
      await asRootRun(['ip', 'netns', 'delete', network]);
      await asRootRun(['rm', '-rf', '--one-file-system', directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function asRootRun(command: readonly string[]): Promise<void> {
  await runCommand(asRoot(command), { env: systemEnvironment() });
}

/** What is put before a command so that it, and the containers that it makes, see no such programs. */
function hide(programs: readonly string[]): readonly string[] {
  if (programs.length === 0) return [];
  const covers = programs.map((program) => `mount --bind /dev/null ${program}`).join(' && ');
  const propagation = ['--mount', '--propagation', 'slave'];
  return ['unshare', ...propagation, 'sh', '-c', `${covers} && exec "$@"`, 'hide'];
}

/**
 * The pid file of a containerd that ended with its daemon: where nobody reaps the dead, the next daemon
 * takes its pid for one that lives, and waits for it.
 */
function deadContainerd(directory: string): readonly string[] {
  return identifyContainerd(directory) === undefined ? [containerdPidFile(directory)] : [];
}

function identifyContainerd(directory: string): ProcessIdentity | undefined {
  try {
    return identifyProcess(Number(readFileSync(containerdPidFile(directory), 'utf8')));
  } catch {
    return undefined;
  }
}

function containerdPidFile(directory: string): string {
  return join(directory, 'exec', 'containerd', 'containerd.pid');
}
