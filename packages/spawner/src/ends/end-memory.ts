/** What a spawner did and saw itself, which the engine does not keep. */
export interface EndMemory {
  /** Notes that we are about to end or remove a container. */
  noteOurs(id: string): void;
  isOurs(id: string): boolean;
  /** Notes that a process of it was killed at its memory limit, which the engine forgets while it runs on. */
  noteMemoryRanOut(id: string): void;
  hasMemoryRunOut(id: string): boolean;
  /** Notes that the engine did not answer, in Unix milliseconds. */
  noteAway(fromMs: number, toMs: number): void;
  /** Whether the engine was ending, away or coming back at that time. */
  wasAway(timeMs: number): boolean;
}

/** How long before it is gone an engine may already be ending its containers. */
const ENDING_MS = 20_000;
const MOST_ABSENCES = 20;
const MOST_NOTED = 10_000;

/** Makes an empty memory. */
export function createEndMemory(): EndMemory {
  const ours = new Set<string>();
  const memoryRanOut = new Set<string>();
  const absences: { readonly fromMs: number; readonly toMs: number }[] = [];
  return {
    noteOurs: (id) => note(ours, id),
    isOurs: (id) => ours.has(id),
    noteMemoryRanOut: (id) => note(memoryRanOut, id),
    hasMemoryRunOut: (id) => memoryRanOut.has(id),
    noteAway(fromMs, toMs) {
      absences.push({ fromMs, toMs });
      if (absences.length > MOST_ABSENCES) absences.shift();
    },
    wasAway: (timeMs) =>
      absences.some(({ fromMs, toMs }) => timeMs > fromMs - ENDING_MS && timeMs < toMs),
  };
}

function note(noted: Set<string>, id: string): void {
  noted.add(id);
  const [oldest] = noted;
  if (noted.size > MOST_NOTED && oldest !== undefined) noted.delete(oldest);
}
