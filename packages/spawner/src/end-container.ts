import type { StateLimits } from '@celeriac/deployment';
import type { CallOptions, Engine, EngineContainer } from '@celeriac/engine';
import type { EndMemory } from './ends/end-memory.ts';
import { findOurs, unlessGone } from './find-ours.ts';
import { SpawnError } from './spawn-error.ts';
import { withinLimit } from './within-limit.ts';

/** What ending containers goes by. */
export interface EndOptions {
  readonly memory: EndMemory;
  readonly limits: StateLimits;
  readonly call: CallOptions;
}

const DEFAULT_GRACE_SECONDS = 10;

/** Stops a container; see `Spawner.stop`. */
export async function stopContainer(
  engine: Engine,
  id: string,
  { graceMs, ...options }: EndOptions & { readonly graceMs?: number | undefined },
): Promise<void> {
  const sinceMs = performance.now();
  const container = await find(engine, id, options);
  if (container === undefined) return;
  const graceSeconds =
    graceMs === undefined
      ? (container.stopGraceSeconds ?? DEFAULT_GRACE_SECONDS)
      : Math.ceil(graceMs / 1000);
  const limited = { ...options, sinceMs, graceMs: graceSeconds * 1000 };
  await end(container, limited, ({ signal }) =>
    engine.containers.stop(container.id, {
      ...{ graceSeconds, timeoutMs: options.limits.stoppingMs },
      ...(signal && { signal }),
    }),
  );
}

/** Removes a container, running or not; see `Spawner.remove`. */
export async function removeContainer(
  engine: Engine,
  id: string,
  options: EndOptions,
): Promise<void> {
  const sinceMs = performance.now();
  const container = await find(engine, id, options);
  if (container === undefined) return;
  await end(container, { ...options, sinceMs, graceMs: 0 }, (call) =>
    engine.containers.remove(container.id, { ...call, force: true }),
  );
}

function find(
  engine: Engine,
  id: string,
  { limits, call }: EndOptions,
): Promise<EngineContainer | undefined> {
  const step = { container: id, state: 'stopping', limitMs: limits.stoppingMs } as const;
  return withinLimit({ ...step, signal: call.signal }, (within) => findOurs(engine, id, within));
}

async function end(
  { id, name }: EngineContainer,
  options: EndOptions & { readonly sinceMs: number; readonly graceMs: number },
  run: (call: CallOptions) => Promise<void>,
): Promise<void> {
  const { memory, limits, call, sinceMs, graceMs } = options;
  const limitMs = graceMs + limits.stoppingMs;
  memory.noteOurs(id);
  memory.noteStopping(id, { sinceMs, graceMs });
  try {
    const step = { container: name, state: 'stopping', limitMs, sinceMs } as const;
    await unlessGone(withinLimit({ ...step, signal: call.signal }, run));
  } catch (error) {
    // One that hangs is still to end; anything else may not even have told it to.
    if (!(error instanceof SpawnError) || error.code !== 'TIMEOUT')
      memory.noteStopping(id, undefined);
    throw error;
  }
  memory.noteStopping(id, undefined);
}
