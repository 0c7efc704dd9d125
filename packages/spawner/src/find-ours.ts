import { fromLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, type EngineContainer, EngineError } from '@celeriac/engine';
import { SpawnError } from './spawn-error.ts';

/** Inspects a container of ours; `undefined` where it is gone, `NOT_OURS` where it is not ours. */
export async function findOurs(
  engine: Engine,
  id: string,
  call: CallOptions,
): Promise<EngineContainer | undefined> {
  let container: EngineContainer;
  try {
    container = await engine.containers.inspect(id, call);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
  if (fromLabels(container.labels) !== undefined) return container;
  throw new SpawnError(
    'NOT_OURS',
    `The container ${container.name} was not made by Celeriac, so it is left alone.`,
    { container: container.name },
  );
}

/** Runs a request that may find its object gone. */
export async function unlessGone(request: Promise<void>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'NOT_FOUND') throw error;
  }
}
