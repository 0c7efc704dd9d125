import type { ProblemCode } from '../value-problem.ts';
import type { JsonValue } from '../value-type.ts';
import type { Attachment, BytesTypeName, Chunks } from './attachment.ts';
import { isByteSource, isBytes, toStreamed } from './byte-source.ts';
import { isFileName, isMediaType, type BytesMeta } from './bytes-meta.ts';

/** What a value of bytes is taken for: the bytes themselves, and what is told of them. */
interface TakenBytes {
  readonly bytes: Attachment['bytes'];
  readonly meta: BytesMeta;
}

/** Why a value has no bytes of the type. */
interface BytesRefusal {
  readonly code: ProblemCode;
  readonly expected?: string;
  readonly value: unknown;
}

/** What a value of a file, blob or graphics is, or why it is none. */
export type ReadBytes = TakenBytes | BytesRefusal;

/** The media type of files that none is told of. */
const DEFAULT_MEDIA_TYPE = 'application/octet-stream';

/**
 * Reads a caller's value as bytes of its type.
 *
 * blob: a `Uint8Array` or a `ByteSource`. graphics: `{ mediaType, bytes }` or a `Blob` that has a
 * type. file: `{ name, mediaType?, bytes }`, a `ByteSource` with a `name`, a `File`; a `Blob` has the
 * name `blob`, as forms name it.
 */
export function readBytes(type: Exclude<BytesTypeName, 'dataframe'>, value: unknown): ReadBytes {
  if (type === 'blob') {
    const bytes = toBytes(value);
    return bytes === undefined ? { code: 'wrong-type', value } : { bytes, meta: {} };
  }
  if (typeof value !== 'object' || value === null || isBytes(value))
    return { code: 'wrong-type', value };
  const { bytes: own } = value as { readonly bytes?: unknown };
  const bytes = isBytes(own) ? toChunks(own) : toBytes(value);
  if (bytes === undefined) return { code: 'wrong-type', value };
  const mediaType = readMediaType(value);
  if (type === 'graphics') {
    if (mediaType === undefined || !isMediaType(mediaType)) return wrongMediaType(mediaType);
    return { bytes, meta: { mediaType } };
  }
  const name = readName(value);
  if (!isFileName(name))
    return {
      code: 'invalid-file-name',
      expected: 'a file name: no folders, at most 255 bytes',
      value: name,
    };
  if (mediaType !== undefined && !isMediaType(mediaType)) return wrongMediaType(mediaType);
  return { bytes, meta: { name, mediaType: mediaType ?? DEFAULT_MEDIA_TYPE } };
}

/** The JSON of bytes as a part. */
export function toPartJson(part: number, meta: BytesMeta): JsonValue {
  return { part, ...meta };
}

function toBytes(value: unknown): Attachment['bytes'] | undefined {
  if (isBytes(value)) return toChunks(value);
  return isByteSource(value) ? toStreamed(value) : undefined;
}

function toChunks(bytes: Uint8Array): Chunks {
  return { kind: 'chunks', size: bytes.byteLength, chunks: [bytes] };
}

/** `File` and `Blob` say it as `type`, and that nothing is known as `''`. */
function readMediaType(value: object): unknown {
  const { mediaType, type } = value as { readonly mediaType?: unknown; readonly type?: unknown };
  return mediaType ?? (type === '' ? undefined : type);
}

function readName(value: object): unknown {
  const isBlob = !('name' in value) && isByteSource(value) && 'arrayBuffer' in value;
  return isBlob ? 'blob' : (value as { readonly name?: unknown }).name;
}

function wrongMediaType(value: unknown): BytesRefusal {
  const expected = 'a media type such as image/png';
  return { code: 'invalid-media-type', expected, value };
}
