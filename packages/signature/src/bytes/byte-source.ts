import type { ByteSource, StreamedBytes } from './attachment.ts';

/** Whether a value is a `Uint8Array`, of whatever realm; Node's `Buffer` is one. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    ArrayBuffer.isView(value) &&
    (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Uint8Array'
  );
}

/** Whether a value gives bytes when they are asked for. */
export function isByteSource(value: unknown): value is ByteSource {
  if (typeof value !== 'object' || value === null) return false;
  const { size, stream } = value as Partial<ByteSource>;
  return Number.isSafeInteger(size) && (size as number) >= 0 && typeof stream === 'function';
}

/** The bytes of a source, to be read later. */
export function toStreamed(source: ByteSource): StreamedBytes {
  return { kind: 'stream', size: source.size, stream: () => source.stream() };
}
