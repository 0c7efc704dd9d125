import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRoot, findExecutable, isRoot, systemEnvironment } from '../host/as-root.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from '../host/process-identity.ts';
import { runCommand } from '../host/run-command.ts';
import type { EngineState } from '../service-state.ts';
import { makeRunDirectory, type ServicesDirectory } from '../services-directory.ts';
import { answersPing } from './find-engine.ts';
import { readNetworkTraces, type NetworkTraces } from './network-traces.ts';

/** The Debian packages a private engine needs. */
export const enginePackages = ['docker.io', 'iptables', 'iproute2'] as const;

/** Whether the programs of a private engine are installed. */
export function isEngineInstalled(): boolean {
  return ['dockerd', 'containerd', 'iptables'].every((name) => findExecutable(name) !== undefined);
}

/** The address a private engine of this services directory listens at. */
export function privateDockerHost(directory: ServicesDirectory): string {
  return `unix://${join(directory.dockerRun, 'docker.sock')}`;
}

/**
 * Starts a private engine with its own socket, data and run-time directories and waits until it answers. `before` is
 * the network as an earlier start found it, when that engine died without cleaning up.
 */
export async function startEngine(
  directory: ServicesDirectory,
  before?: NetworkTraces,
): Promise<Extract<EngineState, { kind: 'private' }>> {
  const run = directory.dockerRun;
  makeRunDirectory(run);
  mkdirSync(directory.dockerData, { recursive: true, mode: 0o711 });
  const traces = before ?? (await readNetworkTraces());
  const pidFile = join(run, 'dockerd.pid');
  const settings = join(run, 'daemon.json');
  const dockerHost = privateDockerHost(directory);
  // A settings file of our own, so that the host's /etc/docker/daemon.json has no say.
  writeFileSync(settings, '{}\n');
  await runCommand(asRoot(['rm', '-f', pidFile, join(run, 'docker.sock')]));
  rmSync(directory.dockerLog, { force: true });
  writeFileSync(directory.dockerLog, '');
  const daemon = [
    ...['dockerd', '--config-file', settings, '--host', dockerHost, '--pidfile', pidFile],
    ...['--data-root', directory.dockerData, '--exec-root', join(run, 'exec')],
    ...(isRoot() ? [] : ['--group', String(process.getgid?.() ?? 0)]),
  ];
  // setsid frees it from our terminal and process group; the shell returns at once.
  const shell = 'log=$1; shift; setsid "$@" >>"$log" 2>&1 </dev/null &';
  await runCommand(asRoot(['sh', '-c', shell, 'start', directory.dockerLog, ...daemon]), {
    env: systemEnvironment(),
  });
  const process_ = await waitForEngine(dockerHost, pidFile, directory.dockerLog);
  return { kind: 'private', dockerHost, process: process_, before: traces };
}

/** Waits until the engine with that pid file answers, and throws with the end of its log where it ended. */
export async function waitForEngine(
  dockerHost: string,
  pidFile: string,
  logFile: string,
): Promise<ProcessIdentity> {
  const deadline = Date.now() + 60_000;
  let daemon: ProcessIdentity | undefined;
  while (Date.now() < deadline) {
    daemon ??= readPid(pidFile);
    if (daemon !== undefined && !isRunning(daemon)) break;
    if (daemon !== undefined && (await answersPing(dockerHost))) return daemon;
    await sleep(50);
  }
  const lastLines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  throw new Error(`the private Docker engine did not come up; its last lines:\n${lastLines}`);
}

function readPid(pidFile: string): ProcessIdentity | undefined {
  try {
    return identifyProcess(Number(readFileSync(pidFile, 'utf8')));
  } catch {
    return undefined;
  }
}
