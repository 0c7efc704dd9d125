export type {
  BlobContent,
  BlobOwner,
  BlobPlace,
  BlobSlots,
  BlobStore,
  CallBlobs,
  OpenBlob,
} from './blob-store.ts';
export {
  BUILD_CA_BUNDLE,
  BUILD_ENVIRONMENT_DIRECTORY,
  BUILD_PLACE_SCRIPT,
  BUILD_PLACE_SECRET,
  BUILD_PLACE_SECRET_FILE,
  type BuildEnvironment,
  type BuildEvent,
  type BuilderKind,
  type BuildPlan,
  type BuildStep,
  type ContextFile,
  type LayerInputs,
  type TransferEvent,
} from './build-plan.ts';
export type {
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  LogLine,
  Owner,
  StartedContainer,
} from './container-spec.ts';
export {
  type ImportTimes,
  type LibraryImport,
  parseImportTimes,
  type StartTimes,
} from './start-times.ts';
export {
  type Endpoint,
  type NetworkPolicy,
  toEndpoint,
  toNetworkPolicy,
} from './network-policy.ts';
export { STATE_LIMITS, type StateLimits } from './state-limits.ts';
export { type EndCause, isFailure } from './end-cause.ts';
export {
  type CauseExplanation,
  explainCause,
  type ExplainedSpec,
  raiseMemory,
} from './explain-cause.ts';
export type { ContainerEvent, ContainerMoment, ContainerReference } from './container-event.ts';
export type {
  Abortable,
  AnswerOptions,
  AppBroker,
  AppWorkers,
  BrokerAdmin,
  CatalogApp,
  CatalogEntry,
  CatalogStore,
  EndedCalls,
  ImageBuilder,
  ImageRegistry,
  LockStore,
  OpenNetwork,
  OwnerFilter,
  QueueStatus,
  ReadyWatch,
  ReadyWord,
  Spawner,
  TimeLimits,
} from './ports.ts';
export type { AppCondition, AppProblem, PluginCondition } from './condition.ts';
export type { DemandWatch, QueueUse } from './demand.ts';
export type {
  DesiredApp,
  DesiredPlugin,
  DesiredStore,
  HeldLock,
  LockOptions,
  PluginFiles,
  Release,
  RetiringContainer,
  ScalingPolicy,
  UndertakenApp,
  Undertaking,
} from './desired-state.ts';
export { controlQueueOf, controlQueuesOf, replicasOf, toReplica } from './replicas.ts';
export { STOP_GRACE_MS, stopGraceOf } from './stop-grace.ts';
export {
  fromImageLabels,
  fromLabels,
  LAYERS_LABEL,
  MANAGED_BY,
  MANIFEST_LABEL,
  NETWORK_POLICY_LABEL,
  SPEC_HASH_LABEL,
  toLabels,
} from './labels.ts';
export {
  type AppIdentity,
  brokerUser,
  brokerUserPrefix,
  containerName,
  controlQueue,
  controlQueuePrefix,
  imageRepository,
  taskQueue,
  taskQueuePrefix,
} from './names.ts';
export { type BlobClaim, MAX_NAME_LENGTH, NameError, toResourceName } from '@celeriac/signature';
export {
  type AppNews,
  CALL_EVENTS,
  type CancelMessage,
  type CallEvent,
  type CallLogLine,
  type CallProgress,
  CONTROL_EXCHANGE,
  DEAD_EXCHANGE,
  DEAD_QUEUE,
  readyRoutingKey,
  REPORT_BUCKETS_SECONDS,
  REPORT_ROUTING_KEY,
  SENT_ROUTING_KEY,
  type SentCounts,
  type SentReport,
  type Reply,
  type ReplyEvent,
  type ReplyFailure,
  type ReplyPosition,
  RESULTS_EXCHANGE,
  TASK_HEADERS,
  taskName,
  type TaskReport,
  wakeCorrelation,
  type WakeMessage,
  wakeRoutingKey,
  WORKER_APP_DIRECTORY,
  WORKER_BLOB_DIRECTORY,
  WORKER_ENVIRONMENT,
  type WorkerReport,
} from './task-protocol.ts';
