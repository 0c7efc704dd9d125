/** What the command itself refuses. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code:
    | 'BAD_USAGE'
    | 'DEPLOYED_HERE'
    | 'DEV_RUNS'
    | 'FOLDER_NOT_EMPTY'
    | 'UNWRITABLE'
    | 'SERVE_FAILED'
    | 'PORT_TAKEN';
  readonly retryable = false;
  readonly remedy?: string;

  constructor(code: CliError['code'], message: string, remedy?: string) {
    super(message);
    this.code = code;
    if (remedy !== undefined) this.remedy = remedy;
  }
}
