import type { ImageRegistry } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { type FindCredential, STALL_MS, transferImage } from './transfer-image.ts';

/** Settings of an image registry. */
export interface ImageRegistryOptions {
  /** How registries are logged in to, such as `createDockerCredentials`; anonymously unless given. */
  readonly findCredential?: FindCredential;
  /** How long a transfer may stand still in milliseconds; 50,000 unless given. */
  readonly stallMs?: number;
}

/**
 * Pulls and pushes images through a Docker engine, by the registry that their names tell.
 *
 * What may pass, such as a lost connection, is tried again three times; a registry that does not
 * answer is told of within a minute. Throws `RegistryError`, or `EngineError` for the engine's own
 * trouble.
 */
export function createImageRegistry(
  engine: Engine,
  options: ImageRegistryOptions = {},
): ImageRegistry {
  const { findCredential = async () => undefined, stallMs = STALL_MS } = options;
  return {
    pull: (image, more = {}) =>
      transferImage(engine, { direction: 'pull', image }, { findCredential, stallMs, ...more }),
    push: (image, more = {}) =>
      transferImage(engine, { direction: 'push', image }, { findCredential, stallMs, ...more }),
  };
}
