import { readFileSync } from 'node:fs';

/** A process that a later one can recognise, even after its number was given away again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, where the system tells it (Linux). */
  readonly startTicks?: string;
}

/** The identity of this process. */
export function currentProcess(): ProcessIdentity {
  return identityOf(process.pid);
}

/** The identity of a running process by its number. */
export function identityOf(pid: number): ProcessIdentity {
  const startTicks = readStartTicks(pid);
  return startTicks === undefined ? { pid } : { pid, startTicks };
}

/** Whether exactly this process still runs. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startTicks === undefined || (readStartTicks(pid) ?? startTicks) === startTicks;
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)); the name before it may hold spaces and brackets. */
function readStartTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : fields[19];
  } catch {
    return undefined;
  }
}
