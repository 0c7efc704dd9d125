/** The Python files of this package cannot be read. */
export class WorkerRuntimeError extends Error {
  override readonly name = 'WorkerRuntimeError';
  readonly code = 'RUNTIME_UNREADABLE';
  readonly retryable = false;
  readonly remedy = 'Install @celeriac/worker again.';
  /** The folder that was looked in. */
  readonly directory: string;

  constructor(directory: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The worker runtime in ${directory} cannot be read: ${why}`, { cause });
    this.directory = directory;
  }
}
