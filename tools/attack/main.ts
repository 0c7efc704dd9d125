import { parseArgs } from 'node:util';
import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';

const usage = `Usage: npm run attack

Tries, as each app's user on a private broker, what is not that app's own, and prints what came of it.
Exit code 1 where anything was allowed.`;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help === true) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();

async function main(): Promise<number> {
  const log = new StepLog();
  await buildPackages(log, abortOnInterrupt());
  const { runAttacks } = await import('./run-attacks.ts');
  const rows = await runAttacks((line) => log.detail(line));
  const width = Math.max(...rows.map(({ attack }) => attack.length));
  for (const { attack, tried, refused, allowed } of rows) {
    const verdict = refused === tried ? 'refused' : `ALLOWED: ${allowed.join(', ')}`;
    const count = String(tried).padStart(4);
    process.stdout.write(`${attack.padEnd(width)}  ${count} tried  ${verdict}\n`);
  }
  return rows.every(({ tried, refused }) => tried === refused) ? 0 : 1;
}
