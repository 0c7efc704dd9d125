/** Why the state directory could not be used. */
export type StateErrorCode =
  'LOCKED' | 'UNREADABLE' | 'UNWRITABLE' | 'NOT_A_STATE_DIRECTORY' | 'NO_SETTINGS';

/** An error of the state directory; `remedy` says what to do next. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly code: StateErrorCode;
  readonly retryable: boolean;
  readonly remedy?: string;
  /** File or folder that it is about. */
  readonly path: string;

  constructor(
    code: StateErrorCode,
    message: string,
    facts: { path: string; remedy?: string; cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'LOCKED';
    this.path = facts.path;
    if (facts.remedy !== undefined) this.remedy = facts.remedy;
  }
}

/** Nothing was deployed from a state directory, or there is none. */
export function nothingDeployed(path: string): StateError {
  return new StateError('NO_SETTINGS', `Nothing has been deployed from ${path}.`, {
    path,
    remedy: 'Deploy a plugin first: celeriac deploy <folder>.',
  });
}

/** Turns a system's error into `UNWRITABLE` of the state directory. */
export function rethrowUnwritable(path: string): (error: unknown) => never {
  return (error) => {
    const { message } = error as Error;
    throw new StateError('UNWRITABLE', `Cannot write the state directory ${path}: ${message}.`, {
      path,
      remedy: 'Choose another with --state-dir or CELERIAC_STATE_DIR.',
      cause: error,
    });
  };
}
