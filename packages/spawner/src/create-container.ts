import { setTimeout as sleep } from 'node:timers/promises';
import { type ContainerSpec, fromLabels } from '@celeriac/deployment';
import { type CallOptions, type Engine, type EngineContainer, EngineError } from '@celeriac/engine';
import { SpawnError } from './spawn-error.ts';
import { type ContainerPlace, toContainerConfig } from './to-container-config.ts';

const TRIES = 10;

/**
 * Creates a container and resolves to its id.
 *
 * What an earlier start of this instance left under the name is replaced; anything else keeps it,
 * and `CONFLICT` is thrown.
 */
export async function createContainer(
  engine: Engine,
  spec: ContainerSpec,
  { place, call }: { readonly place: ContainerPlace; readonly call: CallOptions },
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Not aborted under way: the engine may go on creating what nobody then knows the id of.
      return await engine.containers.create(toContainerConfig(spec, place));
    } catch (error) {
      if (!isEngineError(error, 'CONFLICT') || attempt > TRIES) throw error;
      await makeRoom(engine, spec, call);
      // The engine takes a moment to give a name free.
      if (attempt > 1) await sleep(100);
    }
  }
}

async function makeRoom(engine: Engine, spec: ContainerSpec, call: CallOptions): Promise<void> {
  let leftover: EngineContainer;
  try {
    leftover = await engine.containers.inspect(spec.name, call);
  } catch (error) {
    if (isEngineError(error, 'NOT_FOUND')) return;
    throw error;
  }
  if (fromLabels(leftover.labels)?.instance !== spec.owner.instance) throw foreign(spec);
  try {
    await engine.containers.remove(leftover.id, { ...call, force: true });
  } catch (error) {
    if (!isEngineError(error, 'NOT_FOUND') && !isEngineError(error, 'CONFLICT')) throw error;
  }
}

function foreign({ name }: ContainerSpec): SpawnError {
  return new SpawnError(
    'CONFLICT',
    `The name ${name} belongs to a container that this Celeriac instance did not make.`,
    {
      container: name,
      remedy: `Rename that container (\`docker rename ${name} …\`), or remove it if it is not needed.`,
    },
  );
}

function isEngineError(error: unknown, code: EngineError['code']): boolean {
  return error instanceof EngineError && error.code === code;
}
