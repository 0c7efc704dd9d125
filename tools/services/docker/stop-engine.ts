import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot } from '../host/as-root.ts';
import { endProcess } from '../host/end-process.ts';
import { runCommand } from '../host/run-command.ts';
import type { EngineState } from '../service-state.ts';
import type { ServicesDirectory } from '../services-directory.ts';
import { engineJson, engineRequest } from './engine-request.ts';
import { answersPing, findBlockingEngine } from './find-engine.ts';
import { endEngineChildren, unmountBelow } from './engine-remains.ts';
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
  await endEngineChildren(run);
  await unmountBelow([directory.dockerData, run]);
  // Bridge and chains are another engine's by now, if one was started since ours died.
  if (findBlockingEngine() === undefined) await removeNetworkTraces(engine.before, ownBridges);
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

/** Bridges that our engine's network database names: `br-` and the first digits of a network's id, or an app's own. */
function findOwnBridges(directory: ServicesDirectory): string[] {
  const database = join(directory.dockerData, 'network/files/local-kv.db');
  const bridges = listInterfaces().filter((name) =>
    /^(br-[0-9a-f]{12}|cel-[0-9a-f]{11})$/.test(name),
  );
  if (bridges.length === 0) return [];
  try {
    const content = readFileSync(database, 'latin1');
    return bridges.filter((bridge) => content.includes(bridge.replace(/^br-/, '')));
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
