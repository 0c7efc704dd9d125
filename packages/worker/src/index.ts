export {
  readWorkerRuntime,
  type RuntimeFile,
  type WorkerRuntime,
  WorkerRuntimeError,
} from './read-worker-runtime.ts';
