import { setTimeout as sleep } from 'node:timers/promises';
import type { Measurement } from '../bench-row.ts';
import { measureEmbeddedBroker } from '../embedded/embedded-rows.ts';
import { BenchFailed } from '../instance/bench-failed.ts';
import { median } from '../median.ts';
import type { SuiteContext } from '../suites.ts';
import { type BenchPlugin, makeBenchPlugin, startBenchDev } from './start-bench-dev.ts';

const starts = 3;
const edits = 40;
/** Between two edits, as what one leaves is tidied up. */
const pauseMs = 400;
const pollMs = 3;
const limitMs = 30_000;

/**
 * How an edit is felt in `celeriac dev`: from the moment that a file of a plugin of 50 functions with
 * numpy is written to the first answer of the new code, with a caller that asks all the while; how
 * long it takes from its start, with a warm cache, to its first answer; and its broker beside RabbitMQ.
 */
export async function measureDev(context: SuiteContext): Promise<readonly Measurement[]> {
  const { log, signal } = context;
  await using plugin = await makeBenchPlugin();
  await (await startBenchDev(plugin, signal))[Symbol.asyncDispose]();
  const startMs: number[] = [];
  for (let start = 1; start < starts; start += 1) {
    await using dev = await startBenchDev(plugin, signal);
    startMs.push(dev.firstAnswerMs);
    log(`warm start ${start}: ${dev.firstAnswerMs.toFixed(0)} ms`);
  }
  const editMs = await measureEdits(plugin, context, startMs);
  const sorted = editMs.toSorted((a, b) => a - b);
  return [
    {
      ...{ name: 'code saved → new code answers, p50', unit: 'ms', value: median(editMs) },
      target: { of: 'value', atMost: 500 },
    },
    {
      ...{ name: 'code saved → new code answers, p95', unit: 'ms' },
      value: sorted[Math.ceil(sorted.length * 0.95) - 1]!,
      target: { of: 'value', atMost: 1_000 },
    },
    {
      ...{ name: 'warm start → first answer', unit: 'ms', value: median(startMs) },
      target: { of: 'value', atMost: 3_000 },
    },
    ...(await measureEmbeddedBroker(context)),
  ];
}

async function measureEdits(
  plugin: BenchPlugin,
  { log, signal }: SuiteContext,
  startMs: number[],
): Promise<readonly number[]> {
  await using dev = await startBenchDev(plugin, signal);
  startMs.push(dev.firstAnswerMs);
  const editMs: number[] = [];
  for (let revision = 1; revision <= edits; revision += 1) {
    await sleep(pauseMs, undefined, { signal });
    await plugin.revise(revision);
    const saved = performance.now();
    while ((await dev.functions.call('benchdev:revision')) !== revision) {
      if (performance.now() - saved > limitMs) throw new BenchFailed('An edit is not answered.');
      await sleep(pollMs);
    }
    editMs.push(performance.now() - saved);
    log(`edit ${revision}: ${editMs.at(-1)!.toFixed(0)} ms`);
  }
  return editMs;
}
