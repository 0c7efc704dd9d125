export { createLocalBuilder } from './create-local-builder.ts';
export { createLocalSpawner, type LocalSpawner } from './create-local-spawner.ts';
export { ensurePytest } from './environment/ensure-pytest.ts';
export { writeApp } from './image/write-app.ts';
export { LOCAL_BASE_IMAGE } from './image/plan-parts.ts';
export { defaultCacheDirectory, type LocalPlace } from './local-place.ts';
export {
  createPythonFinder,
  findPython,
  type Python,
  type PythonFinder,
} from './host/find-python.ts';
export { SyntaxChecker, type SyntaxProblem } from './host/syntax-checker.ts';
export { sweepLeft } from './worker/sweep-left.ts';
export { LocalError, type LocalErrorCode } from './local-error.ts';
