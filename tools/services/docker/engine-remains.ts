import { readFileSync } from 'node:fs';
import { asRoot, systemEnvironment } from '../host/as-root.ts';
import { endProcess } from '../host/end-process.ts';
import { findProcesses } from '../host/process-identity.ts';
import { runCommand } from '../host/run-command.ts';

/**
 * Ends what outlives an engine that died: its containerd and shims, which name its run directory, and
 * the processes of its containers, which their control group tells.
 */
export async function endEngineChildren(runDirectory: string): Promise<void> {
  const containers = new Set<string>();
  const children = findProcesses(({ name, commandLine }) => {
    if (!/^(containerd|runc)/.test(name)) return false;
    if (!commandLine.includes(`${runDirectory}/`)) return false;
    const id = / -id ([0-9a-f]{64}) /.exec(commandLine)?.[1];
    if (id !== undefined) containers.add(id);
    return true;
  });
  for (const child of children) await endProcess(child, 3_000);
  const inmates = findProcesses(({ pid }) => {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
    return [...containers].some((id) => groups.includes(id));
  });
  for (const inmate of inmates) await endProcess(inmate, 0);
}

/** Lists the mount points at and below directories, innermost first, from the text of `/proc/self/mounts`. */
export function findMountPoints(mounts: string, directories: readonly string[]): string[] {
  const unescape = (path: string): string =>
    path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
  return mounts
    .split('\n')
    .map((line) => unescape(line.split(' ')[1] ?? ''))
    .filter((point) => directories.some((path) => point === path || point.startsWith(`${path}/`)))
    .sort((left, right) => right.length - left.length);
}

/** Unmounts everything at and below the directories. */
export async function unmountBelow(directories: readonly string[]): Promise<void> {
  for (const point of findMountPoints(readFileSync('/proc/self/mounts', 'utf8'), directories)) {
    const options = { allowFailure: true, env: systemEnvironment() };
    await runCommand(asRoot(['umount', '-l', point]), options);
  }
}
