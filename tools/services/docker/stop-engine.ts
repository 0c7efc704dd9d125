import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, systemEnvironment } from '../host/as-root.ts';
import { endProcess } from '../host/end-process.ts';
import { findProcesses } from '../host/process-identity.ts';
import { runCommand } from '../host/run-command.ts';
import type { EngineState } from '../service-state.ts';
import type { ServicesDirectory } from '../services-directory.ts';
import { engineJson, engineRequest } from './engine-request.ts';
import { answersPing } from './find-engine.ts';
import { listInterfaces, removeNetworkTraces } from './network-traces.ts';

/** Ends our private engine with all its containers, networks, mounts and traces, and removes its directories. */
export async function stopEngine(
  directory: ServicesDirectory,
  engine: Extract<EngineState, { kind: 'private' }>,
): Promise<void> {
  const ownBridges = findOwnBridges(directory);
  if (await answersPing(engine.dockerHost)) await removeContent(engine.dockerHost);
  await endProcess(engine.process);
  const run = directory.dockerRun;
  // The engine's children (containerd, its shims, proxies) all name the run directory, which is ours alone.
  const children = findProcesses(
    ({ name, commandLine }) =>
      /^(containerd|docker-proxy|runc)/.test(name) && commandLine.includes(`${run}/`),
  );
  for (const child of children) await endProcess(child, 3_000);
  await unmountBelow([directory.dockerData, run]);
  await removeNetworkTraces(engine.before, ownBridges);
  // Empty directories that the engine and containerd make outside their own; others in use are not empty.
  const shared = [
    ...['/run/containerd/s', '/run/containerd', '/run/docker/plugins', '/run/docker'],
    ...listDockerCgroups(),
  ];
  await runCommand(asRoot(['rmdir', ...shared]), { allowFailure: true });
  const remains = [directory.dockerData, run, join(directory.root, 'docker')];
  await runCommand(asRoot(['rm', '-rf', '--one-file-system', ...remains]));
}

async function removeContent(dockerHost: string): Promise<void> {
  const containers = await engineJson<{ Id: string }[]>(dockerHost, 'GET /containers/json?all=1');
  await Promise.all(
    containers.map(({ Id }) =>
      engineRequest(dockerHost, `DELETE /containers/${Id}?force=1&v=1`).catch(() => undefined),
    ),
  );
  const networks = await engineJson<{ Id: string; Name: string }[]>(dockerHost, 'GET /networks');
  for (const { Id, Name } of networks) {
    if (['bridge', 'host', 'none'].includes(Name)) continue;
    await engineRequest(dockerHost, `DELETE /networks/${Id}`).catch(() => undefined);
  }
}

/** Bridges of user-defined networks: `br-` and the first digits of an id that our engine's network database holds. */
function findOwnBridges(directory: ServicesDirectory): string[] {
  const database = join(directory.dockerData, 'network/files/local-kv.db');
  const bridges = listInterfaces().filter((name) => /^br-[0-9a-f]{12}$/.test(name));
  if (bridges.length === 0) return [];
  try {
    const content = readFileSync(database, 'latin1');
    return bridges.filter((bridge) => content.includes(bridge.slice('br-'.length)));
  } catch {
    return [];
  }
}

function listDockerCgroups(): string[] {
  const hierarchies = ['/sys/fs/cgroup'];
  try {
    hierarchies.push(...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`));
  } catch {
    // A host without control groups has none to remove.
  }
  return hierarchies.map((path) => join(path, 'docker')).filter((path) => existsSync(path));
}

async function unmountBelow(directories: readonly string[]): Promise<void> {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) =>
      (line.split(' ')[1] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8)),
      ),
    )
    .filter((point) => directories.some((directory) => point.startsWith(`${directory}/`)))
    .sort((left, right) => right.length - left.length);
  for (const point of points) {
    await runCommand(asRoot(['umount', '-l', point]), {
      allowFailure: true,
      env: systemEnvironment(),
    });
  }
}
