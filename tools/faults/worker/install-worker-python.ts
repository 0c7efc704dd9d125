import { installPackages } from '../../services/host/apt-install.ts';
import type { StepLog } from '../../steps/step-log.ts';
import { hasWorkerPython } from './has-worker-python.ts';

/** The Debian packages that bring a Python with what `ensureWorkerPython` needs. */
const pythonPackages = ['python3', 'python3-venv'] as const;

/** Installs a Python for workers as plain processes where there is none; where that fails, the tests that need it name it. */
export async function installWorkerPython(log: StepLog): Promise<void> {
  if (await hasWorkerPython()) return;
  const options = { startServices: false, log: (line: string): void => log.detail(line) };
  await log
    .step('python', () => installPackages(pythonPackages, options))
    .catch((error: unknown) => log.say(`No Python: ${String(error)}`));
}
