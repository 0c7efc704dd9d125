export { planImage } from './image/plan-image.ts';
export { UV_VERSION, type ImageOptions, type WorkerRuntime } from './image/image-options.ts';
export { renderCeleryMain } from './image/render-celery-main.ts';
export { renderFunctionTable } from './image/render-function-table.ts';
export { renderDockerfile } from './dockerfile/render-dockerfile.ts';
export type { Instruction, Mount } from './dockerfile/instruction.ts';
export { CodegenError, type CodegenErrorCode } from './codegen-error.ts';
