import type { TypeName, ValueType } from '../value-type.ts';

/** Types whose values are bytes: they travel beside the JSON, which says where they are. */
export type BytesTypeName = Extract<TypeName, 'dataframe' | 'file' | 'blob' | 'graphics'>;

const BYTES_TYPES: ReadonlySet<TypeName> = new Set<BytesTypeName>([
  'dataframe',
  'file',
  'blob',
  'graphics',
]);

/** Whether values of a type are bytes that travel beside the JSON. */
export function isBytesType(type: ValueType): type is ValueType & { readonly name: BytesTypeName } {
  return BYTES_TYPES.has(type.name);
}

/**
 * Bytes that are read when they are sent, from the beginning at each call of `stream`: a web `Blob`
 * or `File`, what `fromPath` of `@celeriac/functions` gives, or an object of one's own.
 */
export interface ByteSource {
  /** How many bytes `stream` gives, exactly. */
  readonly size: number;
  stream(): AsyncIterable<Uint8Array>;
}

/** Bytes in memory, in order; the pieces are sent one after the other and are not copied before. */
export interface Chunks {
  readonly kind: 'chunks';
  readonly size: number;
  readonly chunks: readonly Uint8Array[];
}

/** Bytes that are not in memory. */
export interface StreamedBytes extends ByteSource {
  readonly kind: 'stream';
}

/** The bytes of one value of an encoded call. */
export interface Attachment {
  readonly type: BytesTypeName;
  readonly bytes: Chunks | StreamedBytes;
  /** Where in the JSON they are referred to: keys and indices from its outermost object on. */
  readonly at: readonly (string | number)[];
}
