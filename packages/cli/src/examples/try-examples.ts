import type { Functions } from '@celeriac/functions';
import type { TestRow } from '../suites/test-row.ts';
import type { Example } from './example.ts';
import { judgeOutcome, type Outcome } from './judge-outcome.ts';
import type { TestPlace } from './open-test-place.ts';

/** Calls what `#test:` lines say in a place; yields each outcome as it comes. */
export async function* tryExamples(
  examples: readonly Example[],
  { kind, functions }: TestPlace,
  signal: AbortSignal,
): AsyncGenerator<TestRow, void, undefined> {
  for (const example of examples) {
    const outcome = await tryOne(example, functions, signal);
    const problem = judgeOutcome(example.expected, outcome);
    yield {
      ...{ name: example.text, at: example.place, in: kind, outcome },
      ...(problem === undefined ? { state: 'passed' } : { state: 'failed', problem }),
    };
  }
}

async function tryOne(
  { callName, arguments: given }: Example,
  functions: Functions,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return { kind: 'value', value: await functions.call(callName, given, { signal }) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'error', error: error as Error };
  }
}
