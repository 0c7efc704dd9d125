import { readFileSync, readdirSync } from 'node:fs';

/** One process, told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, with the boot's id: `ticks@boot`. */
  readonly started: string;
}

/** Reads the start time, in clock ticks since boot, out of the text of `/proc/<pid>/stat`. */
export function parseStartTicks(stat: string): string | undefined {
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

/** Identifies a running process; `undefined` when there is none, or only a zombie of it. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  try {
    const ticks = parseStartTicks(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return ticks === undefined ? undefined : { pid, started: `${ticks}@${boot}` };
  } catch {
    return undefined;
  }
}

/** Whether this very process, and not a successor with its pid, is still running. */
export function isRunning(identity: ProcessIdentity | undefined): boolean {
  return identity !== undefined && identifyProcess(identity.pid)?.started === identity.started;
}

/** Lists running processes that satisfy the predicate; one that ends while it is looked at is left out. */
export function findProcesses(
  matches: (process: {
    readonly pid: number;
    readonly name: string;
    readonly commandLine: string;
  }) => boolean,
): ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const commandLine = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const name = readFileSync(`/proc/${entry}/comm`, 'utf8').trim();
        const identity = matches({ pid: Number(entry), name, commandLine })
          ? identifyProcess(Number(entry))
          : undefined;
        return identity === undefined ? [] : [identity];
      } catch {
        return [];
      }
    });
}
