import type { ByteSource } from '@celeriac/signature';

/** What a `blob` takes: bytes, or where they can be read, such as a `Blob` or what `fromPath` gives. */
export type BlobInput = Uint8Array | ByteSource;

/**
 * What a `file` takes: its name and bytes; a `File`; a `Blob`, which is named `blob`; what `fromPath`
 * gives, or a `ReceivedFile` of another call. `mediaType` is `application/octet-stream` where nothing
 * is told of it.
 */
export type FileInput =
  | { readonly name: string; readonly mediaType?: string | undefined; readonly bytes: Uint8Array }
  | (ByteSource & { readonly name: string; readonly mediaType?: string | undefined })
  | Blob;

/** An image, as functions answer with one and take one. */
export interface Graphics {
  /** Such as `image/png` or `image/svg+xml`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What a `graphics` takes: an image, or a `Blob` that has a type. */
export type GraphicsInput = Graphics | Blob;
