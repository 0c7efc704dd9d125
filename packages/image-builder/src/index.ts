export { createImageBuilder, type ImageBuilderOptions } from './create-image-builder.ts';
export {
  type FailedStep,
  ImageBuildError,
  type ImageBuildErrorCode,
  type ImageBuildErrorFacts,
} from './image-build-error.ts';
