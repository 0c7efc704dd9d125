export type {
  BlobContent,
  BlobOwner,
  BlobSlots,
  BlobStore,
  CallBlobs,
  OpenBlob,
} from './blob-store.ts';
export {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  type BuildEnvironment,
  type BuildEvent,
  type BuilderKind,
  type BuildPlan,
  type BuildStep,
  type ContextFile,
  INDEX_URL_ARGUMENT,
} from './build-plan.ts';
export type {
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  LogLine,
  Owner,
} from './container-spec.ts';
export type {
  Abortable,
  AppBroker,
  BrokerAdmin,
  CatalogApp,
  CatalogEntry,
  CatalogStore,
  DesiredApp,
  DesiredPlugin,
  DesiredStore,
  ImageBuilder,
  OwnerFilter,
  QueueStatus,
  ReadyWatch,
  Spawner,
  TimeLimits,
} from './ports.ts';
export { fromLabels, MANAGED_BY, MANIFEST_LABEL, SPEC_HASH_LABEL, toLabels } from './labels.ts';
export {
  type AppIdentity,
  brokerUser,
  brokerUserPrefix,
  containerName,
  imageRepository,
  taskQueue,
  taskQueuePrefix,
} from './names.ts';
export { type BlobClaim, MAX_NAME_LENGTH, NameError, toResourceName } from '@celeriac/signature';
export {
  CALL_EVENTS,
  type CallEvent,
  type CallLogLine,
  type CallProgress,
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  readyRoutingKey,
  type Reply,
  type ReplyEvent,
  type ReplyFailure,
  type ReplyPosition,
  RESULTS_EXCHANGE,
  TASK_HEADERS,
  taskName,
  WORKER_BLOB_DIRECTORY,
  WORKER_ENVIRONMENT,
} from './task-protocol.ts';
