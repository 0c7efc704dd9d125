import { connect } from '@celeriac/functions';
import { findRemains } from '../find-remains.ts';
import type { LifecycleInstance } from '../open-instance.ts';
import { writeVersion } from '../write-version.ts';
import { runRival } from './run-rival.ts';

/** What became of deployers that came at once. */
export interface RivalsReport {
  readonly rounds: number;
  /** Deploys that came through, and those that were told of another. */
  readonly won: number;
  readonly told: number;
  readonly faults: readonly string[];
}

/** Lets processes deploy the same plugin at once, again and again, each round another version. */
export async function runRivals(
  instance: LifecycleInstance,
  options: {
    readonly times: number;
    readonly rivals: number;
    readonly log: (line: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<RivalsReport> {
  const { folder, env } = instance;
  const faults: string[] = [];
  let [won, told] = [0, 0];
  for (let round = 1; round <= options.times; round++) {
    options.signal.throwIfAborted();
    await writeVersion(folder, {
      word: `round-${round}`,
      type: round % 2 === 0 ? 'int' : 'string',
    });
    const ends = await Promise.all(
      Array.from({ length: options.rivals }, () => runRival({ env, folder })),
    );
    const winners = ends.filter((end) => end.kind === 'deployed').length;
    won += winners;
    told += ends.filter((end) => end.kind === 'told').length;
    const remains = await findRemains(instance);
    const answer = await callOnce(instance, round);
    faults.push(
      ...ends.flatMap((end) => (end.kind === 'failed' ? [`round ${round}: ${end.words}`] : [])),
      ...remains.map((remain) => `round ${round}: ${remain}`),
      ...(answer.startsWith(`round-${round} `) ? [] : [`round ${round}: answered "${answer}"`]),
      ...(winners === 0 ? [`round ${round}: none came through`] : []),
    );
    options.log(
      `round ${round}: ${winners} of ${ends.length} came through, ${faults.length} faults`,
    );
  }
  return { rounds: options.times, won, told, faults };
}

async function callOnce({ env }: LifecycleInstance, round: number): Promise<string> {
  await using functions = await connect({
    brokerUrl: env['CELERIAC_BROKER_URL'] ?? '',
    stateDirectory: env['CELERIAC_STATE_DIR'] ?? '',
  });
  const side = round % 2 === 0 ? round : String(round);
  const options = { timeoutMs: 30_000 };
  return await functions.call('Lifecycle:size', { side }, options).then(String, String);
}
