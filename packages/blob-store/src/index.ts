export { createBlobStore, type BlobStoreOptions } from './create-blob-store.ts';
export { BlobStoreError, type BlobStoreErrorCode } from './blob-store-error.ts';
