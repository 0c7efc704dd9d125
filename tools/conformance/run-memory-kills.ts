import type { Backend } from './backend.ts';
import { TAKE_MEMORY } from './cases/take-memory.ts';
import { watchBackend } from './cases/watch.ts';

/** How kills at the memory limit were labelled. */
export interface MemoryKillReport {
  readonly kills: number;
  readonly labelled: number;
  /** Of how many the most that they used was told. */
  readonly peaks: number;
  /** Ends by other means, and how many of them were not taken for kills at the limit. */
  readonly decoys: number;
  readonly decoysLabelled: number;
  readonly wrong: readonly string[];
}

/** Ends of a container: two of every three by memory, as a whole or of a child alone. */
const ENDS = [
  { script: `sleep 2; exec ${TAKE_MEMORY}`, kind: 'ended', cause: 'out-of-memory' },
  { script: `sleep 2; ${TAKE_MEMORY}; sleep 60`, kind: 'out-of-memory', cause: undefined },
  { script: 'sleep 2; kill -KILL $$', kind: 'ended', cause: 'signalled' },
] as const;

/** Lets so many containers run out of memory, a few at a time, among others that end otherwise. */
export async function runMemoryKills(
  backend: Backend,
  options: { readonly kills: number; readonly atOnce?: number; readonly signal?: AbortSignal },
): Promise<MemoryKillReport> {
  const { kills, atOnce = 4, signal } = options;
  await using watch = await watchBackend(backend);
  const count = { kills: 0, labelled: 0, peaks: 0, decoys: 0, decoysLabelled: 0 };
  const wrong: string[] = [];
  let turn = 0;
  const work = async (): Promise<void> => {
    while (count.kills < kills && signal?.aborted !== true) {
      const end = ENDS[turn++ % ENDS.length]!;
      const isDecoy = end.cause === 'signalled';
      count[isDecoy ? 'decoys' : 'kills'] += 1;
      const { id } = await backend.spawner.start(backend.specOf(end.script));
      const told = await watch.until(end.kind, id);
      const cause = told.kind === 'ended' ? told.cause : told;
      const { limitMiB, peakMiB } = cause.kind === 'out-of-memory' ? cause : {};
      if (peakMiB !== undefined) count.peaks += 1;
      if (isDecoy ? limitMiB === undefined : limitMiB === 64)
        count[isDecoy ? 'decoysLabelled' : 'labelled'] += 1;
      else wrong.push(JSON.stringify(told));
      await backend.spawner.remove(id);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...count, wrong };
}
