import { parseArgs } from 'node:util';
import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';

const usage = `Usage: npm run depth -- [--calls N]

Queues many calls on a private broker, kills it, and looks whether all are still there.
--calls    default 1000000`;

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '1000000' }, help: { type: 'boolean' } },
});
if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const log = new StepLog();
  await buildPackages(log, abortOnInterrupt());
  const { runDepth } = await import('./run-depth.ts');
  const report = await runDepth(Number(values.calls), (line) => log.detail(line));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.holds ? 0 : 1;
}
