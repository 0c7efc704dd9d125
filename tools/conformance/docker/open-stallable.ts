import { connectEngine } from '@celeriac/engine';
import { createSpawner, type SpawnerOptions } from '@celeriac/spawner';
import { openTcpProxy } from '../../faults/index.ts';
import type { StallableSpawner } from '../backend.ts';

/** Opens a spawner whose way to its engine's socket leads through a proxy. */
export async function openStallable(
  dockerHost: string,
  options: SpawnerOptions,
): Promise<StallableSpawner> {
  await using stack = new AsyncDisposableStack();
  const proxy = stack.use(
    await openTcpProxy({ targetSocket: dockerHost.replace(/^unix:\/\//, '') }),
  );
  const engine = stack.use(await connectEngine({ host: `tcp://127.0.0.1:${proxy.port}` }));
  const kept = stack.move();
  return {
    spawner: createSpawner(engine, options),
    stall: proxy.blackHole,
    resume: proxy.restore,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
