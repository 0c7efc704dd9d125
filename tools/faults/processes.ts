import { readFileSync } from 'node:fs';
import {
  identifyProcess,
  isRunning,
  type ProcessIdentity,
} from '../services/host/process-identity.ts';

/** Stops a process where it stands, as a machine that swaps does; nothing happens where it is gone. */
export function freeze(process: ProcessIdentity): void {
  signalProcess(process, 'SIGSTOP');
}

/** Lets a frozen process go on. */
export function thaw(process: ProcessIdentity): void {
  signalProcess(process, 'SIGCONT');
}

/** Ends a process at once, frozen or not. */
export function kill(process: ProcessIdentity): void {
  signalProcess(process, 'SIGKILL');
}

/** The processes that this one started and that run, oldest first. */
export function childrenOf({ pid }: ProcessIdentity): readonly ProcessIdentity[] {
  let listed: string;
  try {
    listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  return listed
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => identifyProcess(Number(word)) ?? []);
}

function signalProcess(process: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(process)) return;
  try {
    globalThis.process.kill(process.pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}
