import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, EngineError } from '@celeriac/engine';

/** What a cancelled build may have left. */
export interface BuildLeftovers {
  /** The tag, where it was not there before. */
  readonly image?: string;
  readonly containers: readonly string[];
  /** Untagged layers, oldest first. */
  readonly images: readonly string[];
}

const CALL = { timeoutMs: 10_000 };

/**
 * Removes what a cancelled build made.
 *
 * The engine ends the build by itself once its connection is gone, which takes a moment; containers
 * that are still there after three seconds are killed. What is gone or in use is passed over.
 */
export async function cleanUpBuild(engine: Engine, leftovers: BuildLeftovers): Promise<void> {
  for (const id of leftovers.containers) await removeContainer(engine, id);
  if (leftovers.image !== undefined) await removeImage(engine, leftovers.image);
  // Newest first, as each is the parent of the next; parents that were there before are kept.
  for (const id of leftovers.images.toReversed()) await removeImage(engine, id);
}

async function removeContainer(engine: Engine, id: string): Promise<void> {
  const deadline = performance.now() + 3_000;
  while (performance.now() < deadline) {
    if (!(await tolerate(engine.containers.inspect(id, CALL)))) return;
    await sleep(50);
  }
  await tolerate(engine.containers.remove(id, { ...CALL, force: true }));
}

async function removeImage(engine: Engine, reference: string): Promise<void> {
  await tolerate(engine.images.remove(reference, { ...CALL, keepParents: true }));
}

/** Whether it went well; gone and in use are no errors here. */
async function tolerate(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof EngineError && (error.code === 'NOT_FOUND' || error.code === 'CONFLICT'))
      return false;
    throw error;
  }
}
