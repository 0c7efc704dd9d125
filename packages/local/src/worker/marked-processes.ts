import { readdirSync, readFileSync } from 'node:fs';
import { isAlive, type ProcessIdentity } from '@celeriac/state';

/** The variable that marks everything that one process of ours started, however far away. */
export const MARK = 'CELERIAC_STARTED_BY';

/**
 * Kills every process whose mark begins so, whatever group or session it has gone to (Linux;
 * elsewhere, none is found).
 */
export function killMarked(mark: string): void {
  for (const pid of listProcesses())
    if (environmentOf(pid).includes(`\0${MARK}=${mark}`)) kill(pid);
}

/** Kills exactly this process, and its group where it leads one. */
export function killGroupOf(leader: ProcessIdentity): void {
  if (!isAlive(leader)) return;
  kill(-leader.pid);
  kill(leader.pid);
}

function listProcesses(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** What it was started with, each variable between NULs; empty for a process of somebody else. */
function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}\0`;
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
