import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BuildFailed } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { prepareServices } from '../steps/prepare-services.ts';
import { toEnvironment } from '../steps/service-settings.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';
import { renderKept, renderMissing } from './render-notes.ts';
import { DemoFailed, runDemo } from './run-demo.ts';

const usage = `Usage: npm run demo -- [--yes] [--keep]

Deploys the example plugin, calls its functions and takes everything down again.
--yes    install and start what is missing: a Docker engine, RabbitMQ, a Python base image
         (CI=true does so too; at a terminal you are asked)
--keep   leave everything running, and say what to try`;

const { values } = parseArgs({
  options: { yes: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' } },
});
const log = new StepLog();

if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await demo();

async function demo(): Promise<number> {
  const signal = abortOnInterrupt();
  const services = await log.step('services', () => prepareServices(log, values.yes));
  let kept = false;
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-demo-'));
  try {
    if (services.missing.length > 0) {
      log.say(renderMissing(services.missing));
      return 3;
    }
    const settings = {
      ...toEnvironment(await readRunningServices()),
      CELERIAC_STATE_DIR: join(directory, 'state'),
    };
    await runDemo({ log, settings, signal, keep: values.keep === true });
    kept = values.keep === true;
    log.say(`\nDone in ${log.total}.`);
    if (kept) log.say(renderKept(settings));
    return 0;
  } catch (error) {
    if (!(error instanceof DemoFailed || error instanceof BuildFailed)) throw error;
    log.say(`\n${error.message}`);
    return 3;
  } finally {
    if (!kept) {
      await services.release();
      await rm(directory, { recursive: true, force: true });
    }
  }
}
