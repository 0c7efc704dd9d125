export { createSpawner, type SpawnerOptions } from './create-spawner.ts';
export { SpawnError, type SpawnErrorCode, type SpawnErrorFacts } from './spawn-error.ts';
export { findOpenNetworks, type FoundNetwork } from './network/find-open-networks.ts';
export { canLimitStorage } from './storage-limit.ts';
