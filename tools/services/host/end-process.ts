import { setTimeout as sleep } from 'node:timers/promises';
import { asRoot } from './as-root.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import { runCommand } from './run-command.ts';

/**
 * Ends a process with SIGTERM, and with SIGKILL after `graceMs` (at once when that is 0); does nothing when it is gone
 * or its pid is reused.
 */
export async function endProcess(
  identity: ProcessIdentity | undefined,
  graceMs = 15_000,
): Promise<void> {
  if (identity === undefined) return;
  const signals = graceMs > 0 ? (['SIGTERM', 'SIGKILL'] as const) : (['SIGKILL'] as const);
  for (const signal of signals) {
    if (!isRunning(identity)) return;
    await sendSignal(identity.pid, signal);
    const deadline = Date.now() + (signal === 'SIGTERM' ? graceMs : 5_000);
    while (isRunning(identity) && Date.now() < deadline) await sleep(20);
  }
}

async function sendSignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
    await runCommand(asRoot(['kill', `-${signal.slice(3)}`, String(pid)]), { allowFailure: true });
  }
}
