import { createLocker, type Locker } from '@celeriac/deployer';
import { connectEngine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { writeLock } from '@celeriac/plugin';
import { readWorkerRuntime } from '@celeriac/worker';
import type { ServiceFlags } from '../service-flags.ts';
import { DEFAULT_BASE_IMAGE, type DeploySettings } from './open-session.ts';
import { resolveServices } from './resolve-services.ts';

/** What resolves dependencies, over an engine alone: no broker and no state is needed. */
export async function openBuildSession(
  flags: ServiceFlags,
  { signal, ...settings }: DeploySettings & { readonly signal: AbortSignal },
): Promise<Locker & AsyncDisposable> {
  const { dockerHost } = await resolveServices(flags);
  const engine = await connectEngine({
    signal,
    ...(dockerHost !== undefined && { host: dockerHost }),
  });
  const locker = createLocker(
    { builder: createImageBuilder(engine), locks: { write: writeLock } },
    { baseImage: DEFAULT_BASE_IMAGE, ...settings, runtime: await readWorkerRuntime() },
  );
  return { ...locker, [Symbol.asyncDispose]: () => engine.close() };
}
