export { createSpawner, type SpawnerOptions } from './create-spawner.ts';
export { SpawnError, type SpawnErrorCode, type SpawnErrorFacts } from './spawn-error.ts';
