import { installPackages } from '../services/host/apt-install.ts';
import type { StepLog } from '../steps/step-log.ts';
import { browserPackages, findBrowser } from './find-browser.ts';

/** Installs a browser where there is none; where that fails, the tests that need it name it. */
export async function ensureBrowser(log: StepLog): Promise<void> {
  if (findBrowser() !== undefined) return;
  const options = { startServices: false, log: (line: string): void => log.detail(line) };
  await log
    .step('browser', () => installPackages(browserPackages, options))
    .catch((error: unknown) => log.say(`No browser: ${String(error)}`));
}
