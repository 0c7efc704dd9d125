import { parseArgs } from 'node:util';
import { BuildFailed, buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';

const usage = `Usage: npm run lifecycle -- SUITE [--every N] [--only VERBS] [--times N] [--rivals N] [--seed N]

On the running services (npm run services), in an instance of its own:
  kills    kills a deployer, or a controller, after each of its side effects, those on the engine
           included, and sees that all becomes whole again; --every takes one kill of so many,
           --only some of deploy, grow, shrink, rollback, down (deployer), mend, wake, idle (controller)
  rolling  deploys again and again under load, every second time with other signatures (--times, default 50)
  rivals   deploys at once by --rivals processes (default 20), --times (default 50) over
  daemon   kills the daemon of an engine of its own under load, --times (default 50) over, in turn with and
           without live-restore, at moments that --seed (default 1) decides; needs root

Exit code 1 where anything was left, missing or failed.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    every: { type: 'string', default: '1' },
    only: { type: 'string' },
    times: { type: 'string', default: '50' },
    rivals: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
process.exitCode = await main();

async function main(): Promise<number> {
  const numbers = [values.every, values.times, values.rivals, values.seed].map(Number);
  const [every, times, rivals, seed] = numbers;
  const [suite = ''] = positionals;
  const isKnown = ['kills', 'rolling', 'rivals', 'daemon'].includes(suite);
  if (values.help === true || !isKnown || !numbers.every(Number.isInteger)) {
    (values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
    return values.help === true ? 0 : 2;
  }
  const log = new StepLog();
  const signal = abortOnInterrupt();
  const told = (line: string): void => log.detail(line);
  try {
    // What is imported below is imported as built.
    await buildPackages(log, signal);
    const services = await readRunningServices();
    const options = { log: told, signal };
    if (suite === 'daemon') {
      const { openPrivateInstance } = await import('./daemon/open-private-instance.ts');
      const { runDaemonKills } = await import('./daemon/run-daemon-kills.ts');
      await using instance = await openPrivateInstance(services);
      const of = { ...options, kills: times!, seed: seed! };
      const { faults, ...report } = await runDaemonKills(instance, of);
      return tell({ ...report, faulty: faults });
    }
    const { openInstance } = await import('./open-instance.ts');
    await using instance = await openInstance(services);
    if (suite === 'kills') {
      const { runKills } = await import('./kills/run-kills.ts');
      const outcomes = await runKills(instance, { ...options, every: every!, only: values.only });
      const faulty = outcomes.filter(({ faults }) => faults.length > 0);
      const slowest = Math.max(0, ...outcomes.map(({ convergedMs }) => convergedMs));
      return tell({ kills: outcomes.length, slowestMs: Math.round(slowest), faulty });
    }
    if (suite === 'rolling') {
      const { runRolling } = await import('./rolling/run-rolling.ts');
      const { failed, ...report } = await runRolling(instance, { ...options, times: times! });
      return tell({ ...report, faulty: failed });
    }
    const { runRivals } = await import('./rivals/run-rivals.ts');
    const { faults, ...report } = await runRivals(instance, {
      ...options,
      ...{ times: times!, rivals: rivals! },
    });
    return tell({ ...report, faulty: faults });
  } catch (error) {
    if (!signal.aborted && !(error instanceof BuildFailed)) throw error;
    log.say(signal.aborted ? 'Interrupted.' : (error as Error).message);
    return 3;
  }
}

function tell<T extends { readonly faulty: readonly unknown[] }>(report: T): number {
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  return report.faulty.length === 0 ? 0 : 1;
}
