import { createLocker, type Locker, type LockSettings } from '@celeriac/deployer';
import type { ImageBuilder } from '@celeriac/deployment';
import { connectEngine, type Engine } from '@celeriac/engine';
import { createImageBuilder } from '@celeriac/image-builder';
import { writeLock } from '@celeriac/plugin';
import { readWorkerRuntime } from '@celeriac/worker';
import type { ServiceFlags } from '../service-flags.ts';
import { DEFAULT_BASE_IMAGE, type DeploySettings } from './open-session.ts';
import { resolveServices } from './resolve-services.ts';

/** What resolves dependencies: no broker and no state is needed, and an engine only where some do. */
export interface BuildSession extends Locker, AsyncDisposable {
  readonly settings: LockSettings;
}

/** Makes a session that connects to the engine once something has to be resolved. */
export async function openBuildSession(
  flags: ServiceFlags,
  { signal, findCredential, ...given }: DeploySettings & { readonly signal: AbortSignal },
): Promise<BuildSession> {
  let engine: Engine | undefined;
  const connect = async (): Promise<ImageBuilder> => {
    const { dockerHost } = await resolveServices(flags);
    const host = dockerHost === undefined ? {} : { host: dockerHost };
    engine ??= await connectEngine({ signal, ...host });
    return createImageBuilder(engine, findCredential === undefined ? {} : { findCredential });
  };
  const builder: Pick<ImageBuilder, 'kind' | 'produce'> = {
    kind: async () => (await connect()).kind(),
    async *produce(...args) {
      yield* (await connect()).produce(...args);
    },
  };
  const settings = { baseImage: DEFAULT_BASE_IMAGE, ...given, runtime: await readWorkerRuntime() };
  const locker = createLocker({ builder, locks: { write: writeLock } }, settings);
  return { ...locker, settings, [Symbol.asyncDispose]: async () => engine?.close() };
}
