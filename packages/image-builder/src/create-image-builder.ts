import type { ImageBuilder } from '@celeriac/deployment';
import type { Engine } from '@celeriac/engine';
import { buildImage } from './build-image.ts';
import { findImage } from './find-image.ts';
import { produceFile } from './produce-file.ts';
import { type FindCredential, STALL_MS } from './registry/transfer-image.ts';
import { removeImages } from './remove-images.ts';

/** Settings of an image builder. */
export interface ImageBuilderOptions {
  /** Bound of one build in milliseconds; an hour unless given. */
  readonly buildTimeoutMs?: number;
  /** How registries are logged in to, such as `createDockerCredentials`; anonymously unless given. */
  readonly findCredential?: FindCredential;
  /** How long a pull of a base image may stand still in milliseconds; 50,000 unless given. */
  readonly stallMs?: number;
}

/**
 * Makes images on a Docker engine.
 *
 * Failures of a build are `ImageBuildError`, of the engine `EngineError`. An image carries its plan's
 * labels through the engine, so they need not stand in the Dockerfile. Images are shared: owners are
 * matched by plugin and app alone. A cancelled build leaves nothing; one that fails on the classic
 * builder leaves the layers that were built, as a cache for the next try.
 */
export function createImageBuilder(
  engine: Engine,
  options: ImageBuilderOptions = {},
): ImageBuilder {
  const { findCredential = async () => undefined, stallMs = STALL_MS } = options;
  const fixed = { findCredential, stallMs, timeoutMs: options.buildTimeoutMs ?? 3_600_000 };
  return {
    kind: async () => engine.version.builder,
    has: async (image, { signal } = {}) =>
      (await findImage(engine, image, signal === undefined ? {} : { signal })) !== undefined,
    labels: async (image, { signal } = {}) =>
      (await findImage(engine, image, signal === undefined ? {} : { signal }))?.labels,
    build: (plan, { environment = {}, signal } = {}) =>
      buildImage(engine, plan, {
        ...fixed,
        environment,
        ...(signal === undefined ? {} : { signal }),
      }),
    produce: (plan, path, { environment = {}, signal } = {}) =>
      produceFile(engine, plan, {
        path,
        ...fixed,
        environment,
        ...(signal === undefined ? {} : { signal }),
      }),
    remove: (owner, { signal } = {}) => removeImages(engine, owner, signal),
  };
}
