import { parseArgs } from 'node:util';
import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';

const usage = `Usage: node tools/images/main.ts [APP…]

Locks, builds and verifies every example app on the engine that is up, with Python of two Debian
releases; those of conda from a channel that is made for it, of the base image's own Python.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' } },
});
if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const log = new StepLog();
  await buildPackages(log, abortOnInterrupt());
  const { dockerHost, caBundle } = await readRunningServices();
  if (dockerHost === undefined) {
    log.say('No engine is up: npm run services -- up --only docker');
    return 3;
  }
  const { runImages } = await import('./run-images.ts');
  return await runImages(positionals, { dockerHost, caBundle, say: (line) => log.say(line) });
}
