import { parseArgs } from 'node:util';
import { ensureBrowser } from '../browser/ensure-browser.ts';
import { installWorkerPython } from '../faults/worker/install-worker-python.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { prepareServices } from '../steps/prepare-services.ts';
import { StepLog } from '../steps/step-log.ts';
import { countFailures, renderOutcome, type RunResult } from './render-outcome.ts';
import { runChecks } from './run-checks.ts';
import { runTests } from './run-tests.ts';

const usage = `Usage: npm test -- [--yes] [PATTERN…]

Builds, lints and runs all tests; with a PATTERN, builds and runs those whose path contains it.
--yes   install and start the services that tests need (Docker engine, RabbitMQ, a Python base
        image, an S3 server), and take down at the end what was started; install a browser (chromium), where
        there is none. CI=true does so too.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { yes: { type: 'boolean' }, help: { type: 'boolean' } },
});
const isCi = process.env['CI'] === 'true';
const log = new StepLog();

if (values.help === true) process.stdout.write(`${usage}\n`);
else {
  const result = await run();
  log.say(`in all ${log.total}`);
  process.stdout.write(`${renderOutcome(result)}\n`);
  process.exitCode = countFailures(result) === 0 ? 0 : 1;
}

async function run(): Promise<RunResult> {
  const signal = abortOnInterrupt();
  const services = await log.step('services', () =>
    prepareServices(log, toConsent(), { s3: true }),
  );
  if (values.yes === true || isCi) {
    await ensureBrowser(log);
    await installWorkerPython(log);
  }
  try {
    const failedChecks = await runChecks(log, { signal, buildOnly: positionals.length > 0 });
    const tests = await log.step('tests', () => runTests(positionals, signal));
    const missing = services.missing.map(({ service, problem }) => `${service} (${problem})`);
    return { tests, missing, failedChecks, mustNotSkip: isCi };
  } finally {
    await services.release();
  }
}

/** Whoever asks for a few tests is not asked back: what cannot run is named at the end. */
function toConsent(): boolean | undefined {
  if (values.yes === true) return true;
  return positionals.length > 0 && !isCi ? false : undefined;
}
