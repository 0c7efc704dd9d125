export {
  BrokerError,
  type BrokerErrorCode,
  type BrokerErrorFacts,
  type CallPhase,
} from './broker-error.ts';
export { TaskFailure, type TaskFailureCode } from './task-failure.ts';
export { type BrokerAddress, parseBrokerUrl, toShownAddress, toWorkerUrl } from './broker-url.ts';
export { connectBroker } from './client/connect-broker.ts';
export type {
  BrokerClient,
  BrokerClientOptions,
  BrokerClientStats,
} from './client/broker-client.ts';
export {
  type AttachedCall,
  type CallOptions,
  type CallState,
  type CancelOptions,
  DEFAULT_CALL_TIMEOUT_MS,
  type PendingCall,
  type TaskRequest,
} from './client/task-request.ts';
export type {
  AnswersOptions,
  AnswerSource,
  EnqueueOptions,
  LaterAnswer,
  LaterCall,
} from './client/later-answer.ts';
export { type BrokerAdminOptions, createBrokerAdmin } from './admin/create-broker-admin.ts';
export {
  createDeadLetterAnswerer,
  type DeadLetterAnswerer,
  type DeadLetterAnswererOptions,
  type DeadLetterStats,
} from './answerer/create-dead-letter-answerer.ts';
export { type DemandOptions, watchDemand } from './demand/watch-demand.ts';
export { watchReports, type ReceivedReport, type ReportWatch } from './reports/watch-reports.ts';
export type { SentTotal } from './reports/sent-totals.ts';
