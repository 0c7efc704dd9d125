export { createImageBuilder, type ImageBuilderOptions } from './create-image-builder.ts';
export { type ContextEntry, toContextEntries } from './context-entries.ts';
export { renderContext } from './render-context.ts';
export { writeContext } from './write-context.ts';
export {
  type FailedStep,
  ImageBuildError,
  type ImageBuildErrorCode,
  type ImageBuildErrorFacts,
} from './image-build-error.ts';
