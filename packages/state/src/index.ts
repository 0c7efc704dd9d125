export {
  defaultStateDirectory,
  findStateDirectory,
  openStateDirectory,
  requireStateDirectory,
  type StateDirectory,
} from './state-directory.ts';
export {
  BLOB_FOLDER,
  CONTROLLER_LOCK,
  CONTROLLER_LOG,
  DEV_BROKER,
  DEV_LOCK,
  LOCAL_FOLDER,
  removeStateDirectory,
} from './own-files.ts';
export { makeFolder } from './make-folder.ts';
export {
  readSettings,
  removeSettings,
  requireSettings,
  writeSettings,
  type InstanceSettings,
} from './instance-settings.ts';
export { createDesiredStore } from './desired-store.ts';
export { acquireLock, findLockHolder, type LockHolder, type ProcessLock } from './process-lock.ts';
export { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
export { StateError, type StateErrorCode } from './state-error.ts';
