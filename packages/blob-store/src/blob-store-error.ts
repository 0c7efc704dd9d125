/**
 * Why a blob could not be stored or read.
 *
 * - `NOT_PREPARED`: the app was deployed without this store
 * - `NOT_FOUND`: the blob is gone: its call was over
 * - `BAD_CLAIM`: what a worker names is none of its call's blobs, or is not as it says
 * - `UNWRITABLE`: the directory cannot be written
 * - `UNREACHABLE`: the storage does not answer, or answers that it is out of order; retryable
 * - `ACCESS_REFUSED`: the storage refuses the credentials, or the bucket is not there
 * - `INVALID_OPTION`: an address that cannot be used, or content that is not of its size
 */
export type BlobStoreErrorCode =
  | 'NOT_PREPARED'
  | 'NOT_FOUND'
  | 'BAD_CLAIM'
  | 'UNWRITABLE'
  | 'UNREACHABLE'
  | 'ACCESS_REFUSED'
  | 'INVALID_OPTION';

const REMEDIES: Readonly<Record<BlobStoreErrorCode, string>> = {
  NOT_PREPARED: 'Deploy the plugin again.',
  NOT_FOUND: 'Repeat the call, with more time where it took long.',
  BAD_CLAIM: 'Look at the code of the app: something in it changes files of the blob directory.',
  UNWRITABLE: 'Make room on the disk, or choose another state directory.',
  UNREACHABLE: 'See that the storage runs and can be reached, then repeat the call.',
  ACCESS_REFUSED: 'Check key, secret and bucket of --blob-url.',
  INVALID_OPTION: 'Write --blob-url as https://key:secret@host/bucket.',
};

/** A blob that is not where it should be; `remedy` says what to do next. */
export class BlobStoreError extends Error {
  override readonly name = 'BlobStoreError';
  readonly code: BlobStoreErrorCode;
  /** Whether the same may succeed later with nothing changed. */
  readonly retryable: boolean;
  readonly remedy: string;

  constructor(
    code: BlobStoreErrorCode,
    message: string,
    facts: { readonly cause?: unknown; readonly remedy?: string } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.retryable = code === 'UNREACHABLE';
    this.remedy = facts.remedy ?? REMEDIES[code];
  }
}
