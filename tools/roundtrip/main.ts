import { parseArgs } from 'node:util';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';

const usage = `Usage: npm run roundtrip -- [--values N] [--seed S] [--only TYPE] [--large MIB] [--json]

Sends generated values of every type through the running broker and a real worker, and compares what
comes back. Exit code 1 where one did not come back as it went.
--values   of each type, cells of a frame counted; default 10000
--seed     default 1; the same seed gives the same values
--only     types whose name contains this
--large    besides, a file each way and a blob of so many MiB; default 1024, 0 for none
--json     only the report, as one object`;

const { values } = parseArgs({
  options: {
    values: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    large: { type: 'string', default: '1024' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
type Numbers = [number, number, number];

process.exitCode = await main();

async function main(): Promise<number> {
  const [count, seed, mib] = [values.values, values.seed, values.large].map(Number) as Numbers;
  if (values.help === true || !(count > 0) || ![seed, mib].every(Number.isInteger)) {
    (values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
    return values.help === true ? 0 : 2;
  }
  const log = new StepLog();
  const signal = abortOnInterrupt();
  try {
    // What is imported below is imported as built.
    await buildPackages(log, signal);
    const { hasWorkerPython } = await import('../faults/index.ts');
    const { brokerUrl, managementUrl } = await readRunningServices();
    if (!brokerUrl || !managementUrl || !(await hasWorkerPython())) {
      log.say('This needs RabbitMQ (npm run services -- up) and python3-venv.');
      return 3;
    }
    const { openValuesApp } = await import('./open-values-app.ts');
    const { runRoundtrip } = await import('./run-roundtrip.ts');
    const { runLarge } = await import('./run-large.ts');
    const { valueKinds } = await import('./value-kinds.ts');
    await using app = await openValuesApp({ brokerUrl, managementUrl });
    const rows = [];
    for (const kind of valueKinds.filter(({ name }) => name.includes(values.only))) {
      const row = await runRoundtrip(app.functions, kind, { values: count, seed, signal });
      const { type, calls, seconds, wrong } = row;
      log.say(`${type}: ${row.values} values, ${calls} calls, ${seconds} s, ${wrong} wrong`);
      for (const example of row.examples) log.say(`  ${example}`);
      rows.push(row);
    }
    const large = mib > 0 ? await runLarge(app.functions, mib) : [];
    for (const { what, seconds, clientMiB, workerMiB, same } of large)
      log.say(
        `${what}, ${mib} MiB: ${seconds} s, client +${clientMiB} MiB, worker ${workerMiB ?? '–'} MiB, ${same ? 'the same' : 'NOT the same'}`,
      );
    if (values.json === true) process.stdout.write(`${JSON.stringify({ seed, rows, large })}\n`);
    const hold = rows.every(({ wrong }) => wrong === 0) && large.every(({ same }) => same);
    return hold ? 0 : 1;
  } catch (error) {
    if (!signal.aborted && !(error instanceof BuildFailed)) throw error;
    log.say(signal.aborted ? 'Interrupted.' : (error as Error).message);
    return 3;
  }
}
