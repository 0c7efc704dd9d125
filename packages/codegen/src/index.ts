export { planImage } from './image/plan-image.ts';
export {
  CONDA_INSTALLER,
  CONDA_PYTHON,
  type ImageOptions,
  type InstallOptions,
  RATTLER_VERSION,
  UV_VERSION,
  type WorkerRuntime,
} from './image/image-options.ts';
export { type CondaPin, parseCondaPin, splitLock } from './image/lock-text.ts';
export { lockInputs, type LockPlan, planLock } from './image/plan-lock.ts';
export { compareLayers, type LayerChange, toLayerInputs } from './image/layer-inputs.ts';
export { toStandalone } from './image/to-standalone.ts';
export { explainFailure } from './image/explain-failure.ts';
export { BUILD_PATHS, CONTEXT_PATHS, INPUT_FILES } from './image/image-paths.ts';
export { explainPackages } from './image/explain-packages.ts';
export { renderCeleryMain } from './image/render-celery-main.ts';
export { renderFunctionTable } from './image/render-function-table.ts';
export { renderDockerfile } from './dockerfile/render-dockerfile.ts';
export type { Instruction, Mount } from './dockerfile/instruction.ts';
export { CodegenError, type CodegenErrorCode } from './codegen-error.ts';
