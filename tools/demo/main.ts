import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findEngine, type MissingPiece, readServicesStatus } from '../services/index.ts';
import { BuildFailed } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { type PreparedServices, prepareServices } from '../steps/prepare-services.ts';
import { toEnvironment } from '../steps/service-settings.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';
import { DemoFailed } from './demo-steps.ts';
import { renderKept, renderMissing } from './render-notes.ts';
import { runDemo } from './run-demo.ts';
import { runLocalDemo } from './run-local-demo.ts';

const usage = `Usage: npm run demo -- [--docker | --local] [--yes] [--keep]

Runs the example plugin, calls its functions and takes everything down again: in containers where a
Docker engine is found, else as processes of this machine, which needs Node and Python alone.
--local    as processes, whatever is found
--docker   in containers, whatever is found
--yes      the same, and install and start what is missing: a Docker engine, RabbitMQ, a Python base
           image (CI=true does so too; at a terminal you are asked)
--keep     leave the containers running, and say what to try`;

const { values } = parseArgs({
  options: {
    docker: { type: 'boolean' },
    local: { type: 'boolean' },
    yes: { type: 'boolean' },
    keep: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const log = new StepLog();
const signal = abortOnInterrupt();
const wantsContainers =
  values.docker === true || values.yes === true || process.env['CI'] === 'true';

if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await demo();

async function demo(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'celeriac-demo-'));
  let isKept = false;
  try {
    const services = (await mayUseContainers())
      ? await log.step('services', () => prepareServices(log, values.yes))
      : undefined;
    if (services !== undefined && (wantsContainers || services.missing.length === 0))
      isKept = await demoInContainers(directory, services);
    else await demoAsProcesses(directory, services?.missing ?? []);
    return 0;
  } catch (error) {
    if (!(error instanceof DemoFailed || error instanceof BuildFailed)) throw error;
    log.say(`\n${error.message}`);
    return 3;
  } finally {
    if (!isKept) await rm(directory, { recursive: true, force: true });
  }
}

/** Where containers are not asked for, they are what an engine that is there is for. */
async function mayUseContainers(): Promise<boolean> {
  if (values.local === true) return false;
  if (wantsContainers || (await findEngine()) !== undefined) return true;
  return (await readServicesStatus()).docker === 'running';
}

/** Resolves to whether everything was left running. */
async function demoInContainers(directory: string, services: PreparedServices): Promise<boolean> {
  let isKept = false;
  try {
    if (services.missing.length > 0) throw new DemoFailed(renderMissing(services.missing));
    log.say('Runs in containers of the Docker engine, with RabbitMQ.');
    const settings = {
      ...toEnvironment(await readRunningServices()),
      CELERIAC_STATE_DIR: join(directory, 'state'),
    };
    const keep = values.keep === true;
    await runDemo({ log, settings, signal, keep });
    isKept = keep;
    log.say(`\nDone in ${log.total}.`);
    if (isKept) log.say(renderKept(settings));
    return isKept;
  } finally {
    if (!isKept) await services.release();
  }
}

async function demoAsProcesses(directory: string, missing: readonly MissingPiece[]): Promise<void> {
  const why =
    missing.length === 0
      ? values.local === true
        ? 'No containers are asked for'
        : 'No Docker engine is found'
      : `For containers this is missing: ${missing.map(({ service }) => service).join(', ')}`;
  log.say(`${why}. Runs as processes of this machine, with a broker in process.`);
  log.say('(--docker runs it in containers, and asks before it installs what that needs.)\n');
  const settings = { CELERIAC_STATE_DIR: join(directory, 'state') };
  await runLocalDemo({ log, settings, signal, directory });
  log.say(
    `\nDone in ${log.total}. Nothing was installed outside of a cache, nothing is left running; to go on:`,
  );
  log.say('\n  npx celeriac dev packages/cli/examples/demo');
}
