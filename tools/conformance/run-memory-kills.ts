import type { ContainerEvent, EndCause } from '@celeriac/deployment';
import type { Backend } from './backend.ts';
import { TAKE_MEMORY } from './cases/take-memory.ts';
import { type Watch, watchBackend } from './cases/watch.ts';

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
      const cause = await readCause(backend, watch, end);
      const { limitMiB, peakMiB } = cause.kind === 'out-of-memory' ? cause : {};
      if (peakMiB !== undefined) count.peaks += 1;
      if (isDecoy ? limitMiB === undefined : limitMiB === 64)
        count[isDecoy ? 'decoysLabelled' : 'labelled'] += 1;
      else wrong.push(JSON.stringify(cause));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...count, wrong };
}

/** Runs a container that ends so, and removes it; resolves to what was told of it. */
async function readCause(
  { spawner, specOf }: Backend,
  watch: Watch,
  { script, kind }: (typeof ENDS)[number],
): Promise<EndCause | Extract<ContainerEvent, { readonly kind: 'out-of-memory' }>> {
  let id: string;
  try {
    ({ id } = await spawner.start(specOf(script)));
  } catch (error) {
    // On a busy machine it may end before its start is over, which then tells the cause.
    const { endCause } = error as { readonly endCause?: EndCause };
    if (endCause === undefined) throw error;
    return endCause;
  }
  const told = await watch.until(kind, id);
  await spawner.remove(id);
  return told.kind === 'ended' ? told.cause : told;
}
