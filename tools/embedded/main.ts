import { parseArgs } from 'node:util';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { runProgram } from '../steps/run-program.ts';
import { StepLog } from '../steps/step-log.ts';

const usage = `Usage: npm run embedded -- [PATTERN…]

Holds the embedded broker to all suites that there are: those of our packages that call real workers, the
worker's own, and those that AMQP clients publish (py-amqp, kombu, aio-pika, from the package index).
With a PATTERN, those whose path contains it. npm test runs the quick ones.`;

const limitMs = 60 * 60_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' } },
});
if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const log = new StepLog();
  const signal = abortOnInterrupt();
  try {
    await buildPackages(log, signal);
  } catch (error) {
    if (!signal.aborted && !(error instanceof BuildFailed)) throw error;
    log.say((error as Error).message);
    return 3;
  }
  const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
  const config = ['--config', 'tools/embedded/vitest.config.ts'];
  const program = [process.execPath, ...vitest, ...config, ...positionals] as const;
  return (await runProgram(program, { timeoutMs: limitMs, signal })).exitCode;
}
