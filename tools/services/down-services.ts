import { rmSync } from 'node:fs';
import { removeBaseImage } from './base-image/load-base-image.ts';
import { stopEngine } from './docker/stop-engine.ts';
import { withDirectoryLock } from './host/directory-lock.ts';
import { stopRabbitMq } from './rabbitmq/stop-rabbitmq.ts';
import { readJsonFile, writeJsonFile, type ServiceState } from './service-state.ts';
import { layoutServicesDirectory } from './services-directory.ts';

/** How to take services down. */
export interface DownOptions {
  readonly directory?: string;
  readonly log?: (line: string) => void;
  /** Also remove the cache of downloaded and built things. */
  readonly purge?: boolean;
}

/** Ends what we started and removes what we made; an engine that was there before stays as it is. */
export async function downServices(options: DownOptions = {}): Promise<void> {
  const directory = layoutServicesDirectory(options.directory);
  const log = options.log ?? (() => {});
  await withDirectoryLock(
    directory.root,
    async () => {
      const state = readJsonFile<ServiceState>(directory.stateFile) ?? {};
      const save = (): void => writeJsonFile(directory.stateFile, state);
      // First of all, so that no program uses services that are going away.
      rmSync(directory.descriptionFile, { force: true });
      if (state.rabbitmq !== undefined) {
        await stopRabbitMq(state.rabbitmq);
        log('rabbitmq: ended');
        delete state.rabbitmq;
        save();
      }
      if (state.docker?.kind === 'private') {
        await stopEngine(directory, state.docker);
        log('docker: private engine ended');
      } else if (state.docker !== undefined) {
        for (const image of (state.baseImages ?? []).filter(({ ours }) => ours)) {
          await removeBaseImage(state.docker.dockerHost, image).catch(() => {});
        }
      }
      rmSync(directory.stateFile, { force: true });
      if (options.purge === true) rmSync(directory.cache, { recursive: true, force: true });
    },
    log,
  );
}
