import { isPlainObject } from '../json-value.ts';
import type { ProblemCode } from '../value-problem.ts';
import type { BytesTypeName } from './attachment.ts';
import { isFileName, isMediaType, type BytesMeta } from './bytes-meta.ts';

/** Bytes in the same body, as its part of that index. */
export interface PartReference extends BytesMeta {
  readonly kind: 'part';
  readonly part: number;
}

/** Bytes in a blob apart from the message, under that key. */
export interface BlobReference extends BytesMeta {
  readonly kind: 'blob';
  readonly blob: string;
  readonly size: number;
}

/**
 * Where the bytes of a value are. On the wire it is a JSON object: `{"part": 0}` or
 * `{"blob": "key", "bytes": 12}`, with `name` and `mediaType` beside; it is read only where the
 * declared type says that it is one.
 */
export type BytesReference = PartReference | BlobReference;

/** Why the JSON is no reference to bytes of a type. */
export type ReferenceProblem = Extract<
  ProblemCode,
  'wrong-type' | 'invalid-file-name' | 'invalid-media-type'
>;

/** Reads a reference to bytes of a type, or says why the JSON is none. */
export function parseReference(
  type: BytesTypeName,
  json: unknown,
): BytesReference | ReferenceProblem {
  if (!isPlainObject(json) || Object.hasOwn(json, 'part') === Object.hasOwn(json, 'blob'))
    return 'wrong-type';
  const { part, blob, bytes, name, mediaType } = json;
  if (type === 'file' && !isFileName(name)) return 'invalid-file-name';
  if ((type === 'file' || type === 'graphics') && !isMediaType(mediaType))
    return 'invalid-media-type';
  const meta = toMeta(type, { name, mediaType } as Required<BytesMeta>);
  if (isCount(part)) return { kind: 'part', part, ...meta };
  const isBlob = typeof blob === 'string' && blob !== '' && isCount(bytes);
  return isBlob ? { kind: 'blob', blob, size: bytes, ...meta } : 'wrong-type';
}

function toMeta(type: BytesTypeName, { name, mediaType }: Required<BytesMeta>): BytesMeta {
  if (type === 'file') return { name, mediaType };
  return type === 'graphics' ? { mediaType } : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
