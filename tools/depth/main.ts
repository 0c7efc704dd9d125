import { parseArgs } from 'node:util';
import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';

// Queues many calls on a private broker, kills it, and looks whether all are still there.
const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000000' } } });
const log = new StepLog();
await buildPackages(log, abortOnInterrupt());
const { runDepth } = await import('./run-depth.ts');
const report = await runDepth(Number(values.calls), (line) => log.detail(line));
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.holds ? 0 : 1;
