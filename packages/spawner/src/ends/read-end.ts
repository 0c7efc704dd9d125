import { type EndCause, isFailure } from '@celeriac/deployment';
import {
  type CallOptions,
  type Engine,
  type EngineContainer,
  EngineError,
  readFreeSpace,
} from '@celeriac/engine';
import type { EndMemory } from './end-memory.ts';
import { type EndTraces, judgeEnd } from './judge-end.ts';
import { readMemoryKill } from './read-kernel-log.ts';

/** Why a container ended and what it wrote last. */
export interface ContainerEnd {
  readonly cause: EndCause;
  /** Oldest first, at most 20; none where it did not fail. */
  readonly lastLines: readonly string[];
}

const LAST_LINES = 20;
/** How long an end may follow the signal, or the kill at the memory limit, that led to it. */
const FOLLOWS_MS = 60_000;
const MEMORY_FOLLOWS_MS = 10_000;
/** How much later than the end the engine may tell what led to it. */
const LATE_MS = 300;
const LIMIT_MS = 10_000;

/** Finds out why a container ended, or could not start; `undefined` where it did neither. */
export async function readEnd(
  engine: Engine,
  container: EngineContainer,
  memory: EndMemory,
): Promise<ContainerEnd | undefined> {
  const { id, finishedAt } = container;
  const nothing: EndTraces = {
    ...{ signals: [], memoryRanOut: false, lastLines: [] },
    ...{ ours: memory.isOurs(id), engineLost: false },
  };
  const first = judgeEnd(container, nothing);
  if (first === undefined || finishedAt === undefined)
    return first && { cause: first, lastLines: [] };
  return memory.once(`${id} ${finishedAt}`, () =>
    investigate(engine, container, { memory, first, nothing }),
  );
}

async function investigate(
  engine: Engine,
  container: EngineContainer,
  of: {
    readonly memory: EndMemory;
    readonly first: EndCause;
    readonly nothing: EndTraces;
  },
): Promise<ContainerEnd> {
  const { id, finishedAt = '' } = container;
  const { memory, first, nothing } = of;
  // Not ended with one who asks: another may wait for the same.
  const call = { timeoutMs: LIMIT_MS };
  const endedMs = Date.parse(finishedAt);
  const traces = {
    ...nothing,
    ...(await recall(engine, { id, endedMs, call })),
    engineLost: memory.wasAway(endedMs),
  };
  const failed = isFailure(first);
  const lastLines = failed ? await readLastLines(engine, id, call) : [];
  const freeBytes = failed ? (await readFreeSpace(engine))?.freeBytes : undefined;
  const all = { ...traces, lastLines, freeBytes, peakMiB: memory.peakOf(id) };
  const judged = judgeEnd(container, all) ?? first;
  const cause = isUnexplained(judged)
    ? (judgeEnd(container, {
        ...all,
        memoryRanOut: await wasKilled(engine, id, { endedMs, call }),
      }) ?? judged)
    : judged;
  return { cause, lastLines: isFailure(cause) ? lastLines : [] };
}

/** Killed, and nobody who could have told that they did it has: the kernel may have. */
function isUnexplained(cause: EndCause): boolean {
  return cause.kind === 'signalled' && cause.signal === 9;
}

async function wasKilled(
  engine: Engine,
  id: string,
  { endedMs, call }: { readonly endedMs: number; readonly call: CallOptions },
): Promise<boolean> {
  const killMs = await readMemoryKill(engine, id, call);
  return killMs !== undefined && Math.abs(endedMs - killMs) < MEMORY_FOLLOWS_MS;
}

/** What the engine still remembers of the time before the end; it keeps its last 256 events. */
async function recall(
  engine: Engine,
  of: { readonly id: string; readonly endedMs: number; readonly call: CallOptions },
): Promise<Pick<EndTraces, 'signals' | 'memoryRanOut'>> {
  const { id, endedMs, call } = of;
  const signals: number[] = [];
  let memoryRanOut = false;
  const past = engine.events({
    ...call,
    containers: [id],
    actions: ['kill', 'oom'],
    since: (endedMs - FOLLOWS_MS) / 1000,
    until: (endedMs + LATE_MS) / 1000,
  });
  for await (const { action, attributes, timeMs } of past)
    if (action === 'oom') memoryRanOut ||= endedMs - timeMs < MEMORY_FOLLOWS_MS;
    else signals.push(Number(attributes['signal'] ?? 0));
  return { signals, memoryRanOut };
}

/** What a container wrote last; nothing where it is gone. */
async function readLastLines(
  engine: Engine,
  id: string,
  call: CallOptions,
): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    for await (const { text } of engine.containers.logs(id, { ...call, tail: LAST_LINES }))
      lines.push(text);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'ABORTED') throw error;
  }
  return lines;
}
