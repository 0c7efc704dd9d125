import type { Functions } from '@celeriac/functions';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { isSame } from './same-value.ts';
import type { ValueKind } from './value-kinds.ts';

/** How many values go round, and which. */
export interface RoundtripOptions {
  /** Of each type; the cells of a frame are counted. */
  readonly values: number;
  /** The same seed gives the same values. */
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** What came of the values of one type. */
export interface RoundtripRow {
  readonly type: string;
  readonly values: number;
  readonly calls: number;
  readonly seconds: number;
  /** Values that did not come back as they went, or failed; the first few as text. */
  readonly wrong: number;
  readonly examples: readonly string[];
}

const IN_FLIGHT = 4;
const MOST_EXAMPLES = 3;

/** Sends generated values of one type through broker and worker, and compares what comes back. */
export async function runRoundtrip(
  functions: Functions,
  kind: ValueKind,
  options: RoundtripOptions,
): Promise<RoundtripRow> {
  const began = performance.now();
  const batches = toBatches(kind, options);
  let [values, calls, wrong] = [0, 0, 0];
  const examples: string[] = [];
  const tell = (problem: string): void => {
    wrong += 1;
    if (examples.length < MOST_EXAMPLES) examples.push(problem);
  };
  const callAll = async (): Promise<void> => {
    for (const batch of batches) {
      options.signal?.throwIfAborted();
      calls += 1;
      for (const value of batch) values += kind.count?.(value) ?? 1;
      const problems = await callOnce(functions, kind, batch);
      problems.forEach(tell);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, callAll));
  const seconds = Math.round((performance.now() - began) / 10) / 100;
  return { type: kind.name, values, calls, seconds, wrong, examples };
}

async function callOnce(
  functions: Functions,
  kind: ValueKind,
  batch: readonly unknown[],
): Promise<readonly string[]> {
  const name = `Values:${kind.function}`;
  try {
    const args = kind.toArguments?.(batch) ?? { x: kind.perCall === 1 ? batch[0] : batch };
    const came = await functions.call(name, args);
    const results =
      kind.fromResult?.(came) ?? (kind.perCall === 1 ? [came] : (came as readonly unknown[]));
    if (results.length !== batch.length) return [`${batch.length} went, ${results.length} came`];
    const problems = await Promise.all(
      batch.map(async (sent, index) => {
        const [was, is] = [await readSent(kind, sent), await readCame(kind, results[index])];
        return isSame(was, is) ? '' : `${show(was)} came back as ${show(is)}`;
      }),
    );
    return problems.filter((problem) => problem !== '');
  } catch (error) {
    return [
      `${(error as Error).message} for ${inspect(batch, { maxArrayLength: 3, depth: 1, breakLength: Infinity }).slice(0, 200)}`,
    ];
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: Infinity }).slice(0, 500);
}

/** Files are compared by what came; what went has its bytes already. */
function readSent(kind: ValueKind, value: unknown): unknown {
  return kind.count === undefined ? value : kind.read?.(value);
}

function readCame(kind: ValueKind, value: unknown): unknown {
  return kind.read === undefined ? value : kind.read(value);
}

/** The values of a run, in calls; taken by all that call, each once. */
function* toBatches(
  { values, perCall, count = () => 1 }: ValueKind,
  options: RoundtripOptions,
): Generator<readonly unknown[]> {
  let made = 0;
  for (let seed = options.seed; made < options.values; seed += 1) {
    const wanted = Math.min(perCall === 1 ? 20 : perCall, options.values - made);
    const sample = fc.sample(values, { numRuns: wanted, seed });
    for (const value of sample) made += count(value);
    if (perCall > 1) yield sample;
    else for (const value of sample) yield [value];
  }
}
