import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ContainerEvent,
  type ContainerMoment,
  fromLabels,
  type OwnerFilter,
  toLabels,
} from '@celeriac/deployment';
import { type Engine, EngineError, type EngineEvent } from '@celeriac/engine';
import type { EndMemory } from './end-memory.ts';
import { readEnd } from './read-end.ts';
import { readPeakMiB } from './read-peak.ts';

const ACTIONS = ['start', 'die', 'oom', 'destroy'];
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const MIB = 1024 * 1024;

/** Tells what happens to containers of ours; see `Spawner.events`. */
export async function* watchContainers(
  engine: Engine,
  owner: OwnerFilter,
  { memory, signal }: { readonly memory: EndMemory; readonly signal: AbortSignal },
): AsyncGenerator<ContainerEvent, void, undefined> {
  let waitMs = FIRST_WAIT_MS;
  let isLost = false;
  while (!signal.aborted) {
    try {
      for await (const event of readOnce(engine, owner, { memory, signal })) {
        if (event.kind === 'resync') {
          memory.noteBack(Date.now());
          isLost = false;
          waitMs = FIRST_WAIT_MS;
        }
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof EngineError)) throw error;
      memory.noteLost(Date.now());
      if (!isLost) yield { kind: 'backend-lost', error };
      isLost = true;
    }
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** One connection: `resync` once events flow, then what happens until the engine ends it. */
async function* readOnce(
  engine: Engine,
  owner: OwnerFilter,
  { memory, signal }: { readonly memory: EndMemory; readonly signal: AbortSignal },
): AsyncGenerator<ContainerEvent, void, undefined> {
  const since = (await engine.info({ signal })).timeMs / 1000;
  const filter = { types: ['container'], actions: ACTIONS, labels: toLabels(owner), since, signal };
  const events = engine.events(filter)[Symbol.asyncIterator]();
  // Asked for before `resync` is told: whoever then lists loses nothing that happens after it.
  let next = events.next();
  next.catch(() => undefined);
  try {
    yield { kind: 'resync' };
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      const event = await toContainerEvent(engine, result.value, { memory, signal });
      if (event !== undefined) yield event;
      next = events.next();
      next.catch(() => undefined);
    }
  } finally {
    // Not waited for where nothing comes: ending the request is what the signal is for.
    void events.return?.(undefined);
  }
}

async function toContainerEvent(
  engine: Engine,
  event: EngineEvent,
  { memory, signal }: { readonly memory: EndMemory; readonly signal: AbortSignal },
): Promise<ContainerEvent | undefined> {
  const { id, attributes } = event;
  const owner = fromLabels(attributes);
  if (owner === undefined) return undefined;
  const container = { id, name: attributes['name'] ?? id, owner };
  const moment: ContainerMoment = { container, time: new Date(event.timeMs).toISOString() };
  if (event.action === 'start' || event.action === 'die')
    memory.noteEnded(id, event.action === 'die');
  if (event.action === 'start') return { kind: 'started', ...moment };
  const by = memory.isOurs(id) ? 'us' : 'somebody';
  if (event.action === 'destroy') return { kind: 'removed', by, ...moment };
  // Asked for first: it is gone with the container.
  const peakMiB = event.action === 'oom' ? await readPeakMiB(engine, id) : undefined;
  if (event.action === 'oom') memory.noteMemoryRanOut(id, peakMiB);
  const found = await engine.containers.inspect(id, { signal }).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (event.action === 'oom') {
    const limitMiB = Math.round((found?.memoryBytes ?? 0) / MIB);
    const peak = peakMiB !== undefined && { peakMiB };
    return { kind: 'out-of-memory', limitMiB, ...peak, ...moment };
  }
  const cause = by === 'us' ? ({ kind: 'stopped', by } as const) : ({ kind: 'removed' } as const);
  // It is gone, or going, before it could be looked at.
  if (found === undefined || found.phase === 'removing')
    return { kind: 'ended', cause, lastLines: [], ...moment };
  const end = await readEnd(engine, found, memory);
  // None where it was started again since.
  return end && { kind: 'ended', ...end, ...moment };
}
