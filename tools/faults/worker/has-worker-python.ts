import { findExecutable } from '../../services/host/as-root.ts';
import { runCommand } from '../../services/host/run-command.ts';

/** Whether this machine has a Python that workers can run on as plain processes. */
export async function hasWorkerPython(): Promise<boolean> {
  const python = findExecutable('python3');
  if (python === undefined) return false;
  const probe = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))';
  return (await runCommand([python, '-c', probe], { allowFailure: true })).exitCode === 0;
}
