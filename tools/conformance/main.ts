import { parseArgs } from 'node:util';
import { buildPackages } from '../steps/build-packages.ts';
import { abortOnInterrupt } from '../steps/on-interrupt.ts';
import { StepLog } from '../steps/step-log.ts';
import { readRunningServices } from '../test/provide-services.ts';
import type { Backend } from './backend.ts';

const usage = `Usage: npm run conformance -- [--backend docker] [--memory-kills N] [--engine-kills N]

Runs every promise of the spawner's port on a real backend. Exit code 1 where one does not hold.
--backend       docker, the default
--memory-kills  besides, so many kills at the memory limit, each to be told from other ends
--engine-kills  besides, kills a private engine's daemon so often with live-restore, and so often without`;

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'docker' },
    'memory-kills': { type: 'string', default: '0' },
    'engine-kills': { type: 'string', default: '0' },
    help: { type: 'boolean' },
  },
});

process.exitCode = await main().catch((error: unknown) => {
  throw firstOf(error);
});

async function main(): Promise<number> {
  const memoryKills = Number(values['memory-kills']);
  const engineKills = Number(values['engine-kills']);
  const isUsable =
    values.backend === 'docker' && [memoryKills, engineKills].every(Number.isInteger);
  if (values.help === true || !isUsable) {
    (values.help === true ? process.stdout : process.stderr).write(`${usage}\n`);
    return values.help === true ? 0 : 2;
  }
  const log = new StepLog();
  const signal = abortOnInterrupt();
  await buildPackages(log, signal);
  const { dockerHost, baseImage } = await readRunningServices();
  if (!dockerHost || !baseImage) {
    log.say('This needs an engine and its base image: npm run services -- up.');
    return 3;
  }
  const { openDockerBackend } = await import('./docker/open-docker-backend.ts');
  await using backend = await openDockerBackend({ dockerHost, baseImage });
  let failed = await runCases(backend, log, signal);
  if (memoryKills > 0) {
    const { runMemoryKills } = await import('./run-memory-kills.ts');
    const report = await runMemoryKills(backend, { kills: memoryKills, signal });
    const { kills, labelled, peaks, decoys, decoysLabelled, wrong } = report;
    log.say(
      `memory kills: ${labelled} of ${kills} labelled, ${peaks} with their peak, ${decoysLabelled} of ${decoys} decoys`,
    );
    for (const line of wrong) log.say(`  ${line}`);
    failed += wrong.length;
  }
  if (engineKills > 0) {
    const { startPrivateEngine } = await import('../faults/index.ts');
    const { runEngineKills } = await import('./docker/run-engine-kills.ts');
    await using engine = await startPrivateEngine();
    for (const liveRestore of [true, false]) {
      const report = await runEngineKills(engine, { kills: engineKills, liveRestore });
      const how = liveRestore ? 'with' : 'without';
      log.say(
        `engine killed ${report.kills} times ${how} live-restore: all held, back within ${report.longestResyncMs} ms`,
      );
    }
  }
  return failed === 0 ? 0 : 1;
}

/** What went wrong first, where closing what was open then failed as well. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

/** Runs every case that the backend can; resolves to how many did not hold. */
async function runCases(backend: Backend, log: StepLog, signal: AbortSignal): Promise<number> {
  const { conformanceCases } = await import('./cases/index.ts');
  let failed = 0;
  for (const { name, needs, run } of conformanceCases) {
    signal.throwIfAborted();
    if (needs !== undefined && !backend.can[needs]) {
      log.say(`-  ${name} (${backend.name} has no ${needs} here)`);
      continue;
    }
    try {
      await run(backend);
      log.say(`ok ${name}`);
    } catch (error) {
      failed += 1;
      log.say(`NO ${name}\n   ${(error as Error).message}`);
    }
  }
  return failed;
}
