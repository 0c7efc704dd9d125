import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';

/** Runs `work` while no other process does so for the same directory; a lock left by a dead process is broken. */
export async function withDirectoryLock<T>(
  directory: string,
  work: () => Promise<T>,
  log: (line: string) => void,
): Promise<T> {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const lock = join(directory, 'lock');
  const own = `${lock}.${process.pid}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify(identifyProcess(process.pid)));
  try {
    await acquire(lock, own, log);
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

async function acquire(lock: string, own: string, log: (line: string) => void): Promise<void> {
  for (let told = false; ;) {
    try {
      // A hard link appears complete or not at all, so a lock is never read half written.
      linkSync(own, lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(lock);
    if (holder === 'dead') breakLock(lock, own);
    else if (holder !== 'gone') {
      if (!told) log(`waiting for process ${holder.pid}, which is working on the services`);
      told = true;
      await sleep(100);
    }
  }
}

function readHolder(lock: string): ProcessIdentity | 'dead' | 'gone' {
  try {
    const holder = JSON.parse(readFileSync(lock, 'utf8')) as ProcessIdentity;
    return isRunning(holder) ? holder : 'dead';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'dead';
  }
}

function breakLock(lock: string, own: string): void {
  const stale = `${own}.stale`;
  try {
    renameSync(lock, stale);
    // Another process may have broken the old lock and taken a new one in between: give it back.
    if (typeof readHolder(stale) === 'object') linkSync(stale, lock);
  } catch {
    // Somebody else was quicker; the next attempt to link decides.
  } finally {
    rmSync(stale, { force: true });
  }
}
