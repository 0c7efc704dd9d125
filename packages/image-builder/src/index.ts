export { createImageBuilder, type ImageBuilderOptions } from './create-image-builder.ts';
export {
  createImageRegistry,
  type ImageRegistryOptions,
} from './registry/create-image-registry.ts';
export { type PrunedImage, pruneImages, type PruneOptions } from './prune-images.ts';
export { createDockerCredentials } from './registry/docker-credentials.ts';
export type { FindCredential } from './registry/transfer-image.ts';
export {
  RegistryError,
  type RegistryErrorCode,
  type RegistryErrorFacts,
} from './registry/registry-error.ts';
export { type ContextEntry, toContextEntries } from './context-entries.ts';
export { renderContext } from './render-context.ts';
export { writeContext } from './write-context.ts';
export {
  type FailedStep,
  ImageBuildError,
  type ImageBuildErrorCode,
  type ImageBuildErrorFacts,
} from './image-build-error.ts';
