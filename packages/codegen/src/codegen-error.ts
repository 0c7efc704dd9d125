/** What kept an image from being planned. */
export type CodegenErrorCode =
  /** The base image is no image reference. */
  | 'INVALID_BASE_IMAGE'
  /** A function's time limit is no number of seconds above 0. */
  | 'INVALID_LIMIT'
  /** An app needs build files of the worker runtime that were not given. */
  | 'RUNTIME_INCOMPLETE'
  /** A value that no Dockerfile can hold, such as a path with a line break. */
  | 'UNQUOTABLE';

/** An image cannot be planned from what was given; trying again does not help. */
export class CodegenError extends Error {
  override readonly name = 'CodegenError';
  readonly code: CodegenErrorCode;
  readonly retryable = false;
  readonly remedy: string;

  constructor(code: CodegenErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
