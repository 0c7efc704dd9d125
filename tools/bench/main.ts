import { parseArgs } from 'node:util';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';
import { toBenchRow } from './bench-row.ts';
import { renderTable, type BenchReport } from './render-report.ts';
import { suites } from './suites.ts';

const usage = `Usage: npm run bench -- SUITE [--json]

Suites: ${Object.keys(suites).join(', ')}
--json   one object: {suite, rows: [{name, unit, value, peer, ratio, target, holds}]}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
});
const log = new StepLog();
process.exitCode = await run();

async function run(): Promise<number> {
  if (values.help === true) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const [suite = ''] = positionals;
  const load = suites[suite];
  if (load === undefined || positionals.length !== 1) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    await buildPackages(log, abortOnInterrupt());
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    log.say(error.message);
    return 3;
  }
  const measure = await load();
  const rows = await measure((line) => log.say(line));
  const report: BenchReport = { suite, rows: rows.map(toBenchRow) };
  const text = values.json === true ? JSON.stringify(report) : renderTable(report);
  process.stdout.write(`${text}\n`);
  return 0;
}
