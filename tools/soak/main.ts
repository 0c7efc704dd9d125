import { parseArgs } from 'node:util';
import { findRabbitMqServer } from '../services/rabbitmq/find-rabbitmq.ts';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';

const usage = `Usage: npm run soak -- [--broker KIND] [--local] [--calls N] [--faults K] [--seed S] [--json]

Calls a worker app on a private broker while both, and the networks between, are harmed, and compares
what callers were told with what the functions did. Exit code 1 where that does not hold.
--broker   rabbitmq (default) or embedded; the one in memory is neither killed nor restarted
--local    workers of @celeriac/local, on an embedded broker, kept by a controller
--calls    default 100000
--faults   default 24
--seed     default 1; the same seed gives the same calls and faults
--json     only the verdict, as one object`;

const { values } = parseArgs({
  options: {
    broker: { type: 'string', default: 'rabbitmq' },
    local: { type: 'boolean' },
    calls: { type: 'string', default: '100000' },
    faults: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
process.exitCode = await main();

async function main(): Promise<number> {
  const [calls, faults, seed] = [values.calls, values.faults, values.seed].map(Number);
  const kind = values.local === true ? 'embedded' : values.broker;
  const broker = (['rabbitmq', 'embedded'] as const).find((known) => known === kind);
  const workerKind = values.local === true ? ('local' as const) : undefined;
  if (values.help === true || !broker || ![calls, faults, seed].every(Number.isInteger)) {
    (values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
    return values.help === true ? 0 : 2;
  }
  const log = new StepLog();
  const signal = abortOnInterrupt();
  try {
    // What is imported below is imported as built.
    await buildPackages(log, signal);
    const { hasWorkerPython } = await import('../faults/index.ts');
    const hasBroker = broker === 'embedded' || findRabbitMqServer() !== undefined;
    if (!hasBroker || !(await hasWorkerPython())) {
      const server = broker === 'rabbitmq' ? 'rabbitmq-server and ' : '';
      log.say(`The soak needs ${server}python3-venv: apt-get install what is missing.`);
      return 3;
    }
    const { runSoak } = await import('./run-soak.ts');
    const options = { broker, workerKind, calls: calls!, faults: faults!, seed: seed!, signal };
    const report = await runSoak({ ...options, log: (line) => log.detail(line) });
    process.stdout.write(`${JSON.stringify(report, null, values.json === true ? 0 : 2)}\n`);
    return report.holds ? 0 : 1;
  } catch (error) {
    if (!signal.aborted && !(error instanceof BuildFailed)) throw error;
    log.say(signal.aborted ? 'Interrupted.' : (error as Error).message);
    return 3;
  }
}
