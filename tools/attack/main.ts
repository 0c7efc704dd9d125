import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';

// Tries, as each app's user on a private broker, what is not that app's own, and prints what came of it.
const log = new StepLog();
await buildPackages(log, abortOnInterrupt());
const { runAttacks } = await import('./run-attacks.ts');
const rows = await runAttacks((line) => log.detail(line));
const width = Math.max(...rows.map(({ attack }) => attack.length));
for (const { attack, tried, refused, allowed } of rows) {
  const verdict = refused === tried ? 'refused' : `ALLOWED: ${allowed.join(', ')}`;
  process.stdout.write(`${attack.padEnd(width)}  ${String(tried).padStart(4)} tried  ${verdict}\n`);
}
process.exitCode = rows.every(({ tried, refused }) => tried === refused) ? 0 : 1;
