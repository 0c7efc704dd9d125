export { connect, type Functions, type FunctionsStats } from './functions.ts';
export type {
  Arguments,
  CallName,
  CallOptions,
  CallParameters,
  DeployedFunctions,
  ResultOf,
  StartOptions,
} from './deployed-functions.ts';
export type { CallHandle } from './call-handle.ts';
export type { CallLimit, CallLimits } from './call-limits.ts';
export type { EnqueueOptions } from './queue-calls.ts';
export type { QueuedAnswer } from './read-queued.ts';
export type { CallTransport, Transport, TransportKind } from './value-transport.ts';
export type { ConnectOptions } from './connect-options.ts';
export { FunctionsError, type FunctionsErrorCode } from './functions-error.ts';
export type { CallEvent, CallLogLine, CallProgress, TimeLimits } from '@celeriac/deployment';
export { BlobStoreError } from '@celeriac/blob-store';
export { BrokerError, type CallState, type CancelOptions, TaskFailure } from '@celeriac/broker';
export { CatalogError } from '@celeriac/catalog';
export { fromPath, type PathSource } from './from-path.ts';
export type { ReceivedFile } from './received-file.ts';
export type { BlobInput, FileInput, Graphics, GraphicsInput } from './value-types.ts';
export type { DataFrame, DataFrameInput } from '@celeriac/dataframe';
