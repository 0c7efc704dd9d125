import { join } from 'node:path';
import type { BlobStore } from '@celeriac/deployment';
import type { InstanceSettings, StateDirectory } from '@celeriac/state';
import { BLOB_FOLDER } from '@celeriac/state';
import { createDirectoryStore } from './directory/create-directory-store.ts';
import { createS3Store } from './s3/create-s3-store.ts';

/** Which store an instance has: `blobUrl` and `workerBlobUrl` of its settings. */
export type BlobStoreOptions = Pick<InstanceSettings, 'blobUrl' | 'workerBlobUrl'>;

/**
 * The blob store of an instance: S3-compatible storage where an address is given, otherwise the
 * folder `blobs` of its state directory.
 *
 * Makes and reaches nothing yet; throws `BlobStoreError` `INVALID_OPTION` for an address that cannot be used.
 */
export function createBlobStore(
  { path, instance }: Pick<StateDirectory, 'path' | 'instance'>,
  { blobUrl, workerBlobUrl }: BlobStoreOptions = {},
): BlobStore {
  return blobUrl === undefined
    ? createDirectoryStore(join(path, BLOB_FOLDER))
    : createS3Store({ instance, url: blobUrl, ...(workerBlobUrl && { workerUrl: workerBlobUrl }) });
}
