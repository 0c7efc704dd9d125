export { connect, type Functions } from './functions.ts';
export type {
  Arguments,
  CallName,
  CallOptions,
  CallParameters,
  DeployedFunctions,
  ResultOf,
} from './deployed-functions.ts';
export type { ConnectOptions } from './connect-options.ts';
export { FunctionsError, type FunctionsErrorCode } from './functions-error.ts';
export { BrokerError, TaskFailure } from '@celeriac/broker';
export { CatalogError } from '@celeriac/catalog';
