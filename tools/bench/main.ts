import { parseArgs } from 'node:util';
import { MissingService } from '../services/index.ts';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { prepareServices } from '../steps/prepare-services.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';
import { toBenchRow } from './bench-row.ts';
import { BenchFailed } from './instance/bench-failed.ts';
import { renderTable, type BenchReport } from './render-report.ts';
import { suites } from './suites.ts';

const usage = `Usage: npm run bench -- SUITE [--json] [--yes]

Suites: ${Object.keys(suites).join(', ')}
--json   one object: {suite, rows: [{name, unit, value, peer, ratio, target, holds}]}
--yes    install and start what a suite needs and is missing: a Docker engine, RabbitMQ, a Python
         base image (CI=true does so too; at a terminal you are asked)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, yes: { type: 'boolean' }, help: { type: 'boolean' } },
});
const log = new StepLog();
process.exitCode = await run();

async function run(): Promise<number> {
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const [suite = ''] = positionals;
  if (suites[suite] === undefined || positionals.length !== 1) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const signal = abortOnInterrupt();
  try {
    await report(suite, signal);
    return 0;
  } catch (error) {
    const expected = [BenchFailed, BuildFailed, MissingService];
    if (!signal.aborted && !expected.some((kind) => error instanceof kind)) throw error;
    log.say(signal.aborted ? 'Interrupted.' : (error as Error).message);
    return 3;
  }
}

async function report(suite: string, signal: AbortSignal): Promise<void> {
  const { needsServices, load } = suites[suite]!;
  const prepared = needsServices
    ? await log.step('services', () => prepareServices(log, values.yes))
    : undefined;
  try {
    if (prepared !== undefined && prepared.missing.length > 0)
      throw new MissingService(prepared.missing, `npm run bench -- ${suite} --yes`);
    await buildPackages(log, signal);
    const measure = await load();
    const services = await readRunningServices();
    const rows = await measure({ log: (line) => log.say(line), services, signal });
    const report: BenchReport = { suite, rows: rows.map(toBenchRow) };
    const text = values.json === true ? JSON.stringify(report) : renderTable(report);
    process.stdout.write(`${text}\n`);
  } finally {
    await prepared?.release();
  }
}
